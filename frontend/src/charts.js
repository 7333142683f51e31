// Draws every <figure data-chart="id of a json_script">; the option comes from the page as data, never as a script.
import * as echarts from "echarts/core";
import { BarChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, TreemapChart } from "echarts/charts";
import {
  AriaComponent, DatasetComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent,
  TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, TreemapChart, AriaComponent, DatasetComponent,
  GeoComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent,
  LabelLayout, SVGRenderer,
]);

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export function draw(root = document) {
  for (const figure of root.querySelectorAll("[data-chart]")) {
    if (echarts.getInstanceByDom(figure)) continue;
    if (figure.dataset.map) echarts.registerMap(figure.dataset.map, read(figure.dataset.map));
    const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
    const chart = echarts.init(figure, null, { renderer: "svg", locale });
    const label = figure.getAttribute("aria-label");
    chart.setOption({
      // Without a description ECharts writes its own words over the label of the page.
      aria: { enabled: true, decal: { show: true }, label: label ? { description: label } : {} },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      color: ["#0b5cad", "#8a5a00", "#17693f", "#b3141b", "#5b6b7f", "#6f4aa0"],
      ...read(figure.dataset.chart),
    });
    new ResizeObserver(() => chart.resize()).observe(figure);
  }
}

document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", () => draw()) : draw();
document.addEventListener("htmx:after:swap", () => draw());
