// What ECharts is told for each kind of picture. Nothing moves; a tooltip is drawn, not written, because the page allows no inline styles.
import type { EChartsCoreOption } from "echarts/core";
import type { Colours } from "./colours";
import type { Table } from "./table";

type Kind = (table: Table, with_: Colours) => EChartsCoreOption;
const KINDS: Record<string, Kind> = { stack, ramp, heat, bars };

export function optionOf(kind: string, table: Table, with_: Colours): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: with_.font, color: with_.text },
    ...KINDS[kind]!(table, with_),
  };
}

/** Columns of the table upon each other, over its rows. */
function stack(table: Table, with_: Colours): EChartsCoreOption {
  return stacked(table, with_, (_n, colour) => with_.of(colour));
}

/** Shades of one colour, the longer the stronger, as percent of each row. */
function ramp(table: Table, with_: Colours): EChartsCoreOption {
  const rows = table.rows.map((row) => {
    const all = row.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    return { ...row, values: row.values.map((value) => (all ? Math.round((1000 * (value ?? 0)) / all) / 10 : 0)) };
  });
  const percent = { max: 100, axisLabel: { color: with_.muted, formatter: "{value}%" } };
  return stacked({ ...table, rows }, with_, (n) => with_.ramp((n + 1) / table.series.length), percent);
}

function stacked(table: Table, with_: Colours, colour: (n: number, name: string) => string, scale: object = {}): EChartsCoreOption {
  return {
    tooltip: { trigger: "axis", renderMode: "richText", ...tip(with_) },
    legend: { type: "scroll", bottom: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: with_.text }, pageTextStyle: { color: with_.text } },
    grid: { left: 8, right: 12, top: 12, bottom: 36, containLabel: true },
    xAxis: names(table.rows.map((row) => row.name), with_),
    yAxis: { ...numbers(with_), ...scale },
    series: table.series.map((each, n) => ({
      type: "bar", stack: "all", name: each.name, color: colour(n, each.colour), barMaxWidth: 40,
      itemStyle: { borderColor: with_.page, borderWidth: 1 },
      data: table.rows.map((row) => row.values[n] ?? 0),
    })),
  };
}

function heat(table: Table, with_: Colours): EChartsCoreOption {
  const told = table.rows.flatMap((row, y) => row.values.map((share, x) => ({ share, x, y })));
  const cell = { borderColor: with_.rule, borderWidth: 1 };
  return {
    tooltip: {
      renderMode: "richText", ...tip(with_),
      formatter: (at: { value: [number, number, number | null] }) => {
        const [x, y, share] = at.value;
        const row = table.rows[y]!;
        return `${row.name} ${x}:00  ${share === null ? "–" : `${Math.round(share * 100)}%`} (${row.of[x] ?? 0})`;
      },
    },
    grid: { left: 8, right: 12, top: 8, bottom: 48, containLabel: true },
    xAxis: names(table.series.map((each) => each.name), with_),
    yAxis: { ...names(table.rows.map((row) => row.name), with_), inverse: true },
    visualMap: {
      min: 0, max: 1, show: told.some(({ share }) => share !== null), orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12,
      text: ["100%", "0%"], textStyle: { color: with_.muted }, inRange: { color: [with_.ramp(0), with_.ramp(0.5), with_.ramp(1)] }, seriesIndex: 0,
    },
    series: [
      { type: "heatmap", data: told.filter(({ share }) => share !== null).map(({ x, y, share }) => ({ value: [x, y, share] })), itemStyle: cell },
      {
        type: "heatmap", data: told.filter(({ share }) => share === null).map(({ x, y }) => ({ value: [x, y, null] })),
        itemStyle: { ...cell, color: with_.page },
      },
    ],
  };
}

/** The first drawn column, one bar for each row. */
function bars(table: Table, with_: Colours): EChartsCoreOption {
  return {
    tooltip: { renderMode: "richText", ...tip(with_) },
    grid: { left: 8, right: 32, top: 8, bottom: 8, containLabel: true },
    xAxis: numbers(with_),
    yAxis: { ...names(table.rows.map((row) => row.name), with_), inverse: true },
    series: [{
      type: "bar", color: with_.of("primary"), barMaxWidth: 22, data: table.rows.map((row) => row.values[0] ?? 0),
      label: { show: true, position: "right", color: with_.text },
    }],
  };
}

function names(data: string[], with_: Colours): object {
  return { type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: with_.rule } }, axisLabel: { color: with_.muted, interval: data.length > 8 ? "auto" : 0 } };
}

function numbers(with_: Colours): object {
  return { type: "value", minInterval: 1, axisLabel: { color: with_.muted }, splitLine: { lineStyle: { color: with_.rule } } };
}

function tip(with_: Colours): object {
  return { backgroundColor: with_.page, borderColor: with_.rule, textStyle: { color: with_.text, fontFamily: with_.font } };
}
