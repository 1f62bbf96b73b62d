// The service report's pictures: each is drawn from the table beside it, so both say the same.
import { BarChart, HeatmapChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type Colours, colours } from "./report/colours";
import { optionOf } from "./report/options";
import { readTable } from "./report/table";

use([BarChart, HeatmapChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = [...document.querySelectorAll<HTMLElement>("[data-chart]")].map(begin);

function begin(figure: HTMLElement): { chart: EChartsType; draw: (with_: Colours) => void } {
  const canvas = figure.querySelector<HTMLElement>("[data-canvas]")!;
  const table = readTable(figure.querySelector("table")!);
  canvas.hidden = false;
  const chart = init(canvas);
  new ResizeObserver(() => { chart.resize(); }).observe(canvas);
  return { chart, draw: (with_) => { chart.setOption(optionOf(figure.dataset.chart!, table, with_), true); } };
}

function drawAll(): void {
  const now = colours();
  for (const each of drawn) each.draw(now);
}

/** Paper is white, whatever the screen is. */
function lightForPaper(on: boolean): void {
  if (on) document.documentElement.dataset.theme = "ringback";
  else delete document.documentElement.dataset.theme;
  drawAll();
  for (const { chart } of drawn) chart.resize();
}

drawAll();
dark.addEventListener("change", drawAll);
addEventListener("beforeprint", () => { lightForPaper(true); });
addEventListener("afterprint", () => { lightForPaper(false); });
const print = document.querySelector<HTMLButtonElement>("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => { window.print(); });
}
