// Columns over time. The table under it says the same to whoever does not see it.

import uPlot from "./vendor/uplot.js";
import { html, useEffect, useRef } from "./ui.js";

const HEIGHT = 260;
const LABEL_WIDTH = 84;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** `labels` names each column; `series` has as many values. */
export function Columns({ label, labels, series, format }) {
  const box = useRef(null);
  useEffect(() => {
    if (!box.current || !labels.length) return undefined;
    let plot;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(box.current.clientWidth, labels, series, format), [labels.map((_, place) => place), ...series.map((one) => one.values.map(Number))], box.current);
    };
    draw();
    const watch = new ResizeObserver(() => plot.width !== box.current?.clientWidth && draw());
    watch.observe(box.current);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    return () => { watch.disconnect(); dark.removeEventListener("change", draw); plot.destroy(); };
  }, [label, labels, series]);
  return html`<div class="chart"><div role="img" aria-label=${label} ref=${box}></div></div>`;
}

function options(width, labels, series, format) {
  const axis = { stroke: css("--mute"), grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
  const short = new Intl.NumberFormat(undefined, { notation: "compact" });
  const every = Math.ceil(labels.length / Math.max(1, Math.floor((width - 56) / LABEL_WIDTH)));
  const marks = labels.map((_, place) => place).filter((place) => place % every === 0);
  return {
    width, height: HEIGHT,
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, splits: () => marks, values: (_, places) => places.map((place) => labels[place] ?? "") },
      { ...axis, size: 56, values: (_, values) => values.map((value) => short.format(value)) },
    ],
    series: [
      { label: "When", value: (_, place) => labels[place] ?? "–" },
      ...series.map((one) => ({
        label: one.name, fill: css(one.color), stroke: css(one.color), width: 0, points: { show: false },
        paths: uPlot.paths.bars({ size: [one.size ?? 0.7, 60], radius: 0.1 }),
        value: (_, value) => (value === null || value === undefined ? "–" : format(value)),
      })),
    ],
  };
}
