// Columns over time. The table under it says the same to whoever does not see it.

import uPlot from "./vendor/uplot.js";
import { html, useEffect, useRef } from "./ui.js";

const HEIGHT = 260;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function Columns({ label, periods, series, format }) {
  const box = useRef(null);
  useEffect(() => {
    if (!box.current || !periods.length) return undefined;
    let plot;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(box.current.clientWidth, series, format, periods.length), [
        periods.map((period) => Date.parse(`${period}T00:00:00Z`) / 1000), ...series.map((one) => one.values.map(Number)),
      ], box.current);
    };
    draw();
    const watch = new ResizeObserver(() => plot && plot.width !== box.current.clientWidth && plot.setSize({ width: box.current.clientWidth, height: HEIGHT }));
    watch.observe(box.current);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    return () => { watch.disconnect(); dark.removeEventListener("change", draw); plot?.destroy(); };
  }, [label, periods, series]);
  return html`<div class="chart" role="img" aria-label=${label} ref=${box}></div>`;
}

function options(width, series, format, count) {
  const axis = { stroke: css("--mute"), grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
  const short = new Intl.NumberFormat(undefined, { notation: "compact" });
  return {
    width, height: HEIGHT, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: true, range: (_, least, most) => { const room = count > 1 ? (most - least) / (count - 1) : 86_400; return [least - room * 0.7, most + room * 0.7]; } }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [{ ...axis, grid: { show: false } }, { ...axis, size: 56, values: (_, values) => values.map((value) => short.format(value)) }],
    series: [
      { label: "From", value: (_, at) => (at === null ? "–" : new Date(at * 1000).toLocaleDateString(undefined, { timeZone: "UTC" })) },
      ...series.map((one) => ({
        label: one.name, fill: css(one.color), stroke: css(one.color), width: 0, points: { show: false },
        paths: uPlot.paths.bars({ size: [one.size ?? 0.7, 60], radius: 0.1 }),
        value: (_, value) => (value === null ? "–" : format(value)),
      })),
    ],
  };
}
