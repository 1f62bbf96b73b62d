// A table of the page as numbers: its columns that are drawn, its rows, a null where the cases were too few.

export type Table = { series: { name: string; colour: string }[]; rows: { name: string; values: (number | null)[]; of: number[] }[] };

export function readTable(table: HTMLTableElement): Table {
  const heads = [...table.querySelectorAll<HTMLElement>("thead [data-series]")];
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => {
    const cells = [...row.querySelectorAll<HTMLElement>("[data-value]")];
    return { name: text(row.querySelector("th")), values: cells.map(value), of: cells.map((cell) => Number(cell.dataset.of ?? 0)) };
  });
  return { series: heads.map((head) => ({ name: text(head), colour: head.dataset.series! })), rows };
}

function value(cell: HTMLElement): number | null {
  return cell.dataset.value ? Number(cell.dataset.value) : null;
}

function text(element: Element | null): string {
  return element?.textContent?.trim() ?? "";
}
