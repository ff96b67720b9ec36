"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const strategies = data.strategies;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const charts = [];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const count = value => Math.round(value).toLocaleString("en-US");
  const rate = value => value < 100 ? value.toFixed(1) : count(value);
  const duration = ms => ms >= 1000 ? Number((ms / 1000).toPrecision(3)) + " s" : ms >= 1 ? Number(ms.toPrecision(3)) + " ms" : (ms * 1000).toFixed(0) + " µs";
  const add = (parent, tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return parent.appendChild(element);
  };
  const named = (parent, tag, strategy) => {
    const cell = add(parent, tag);
    add(cell, "i", "", "mark").style.background = `var(--${strategy.name})`;
    cell.append(strategy.name);
    return cell;
  };

  function showText() {
    document.title = document.querySelector("h1").textContent = data.title;
    document.getElementById("lead").textContent = data.lead;
    const table = document.querySelector("#comparison table");
    const head = add(add(table, "thead"), "tr");
    for (const text of ["strategy", "writes/s", "ratio", "errors", "p50", "p99", "longest", "fairness", "verified"]) add(head, "th", text);
    const body = add(table, "tbody");
    const outcomes = document.getElementById("outcomes");
    for (const strategy of strategies) {
      const row = add(body, "tr");
      named(row, "td", strategy);
      for (const text of [rate(strategy.writesPerSecond), strategy.ratio]) add(row, "td", text);
      add(row, "td", count(strategy.errors), strategy.errors > 0 ? "bad" : "");
      for (const wait of [strategy.p50, strategy.p99, strategy.longest]) add(row, "td", strategy.writes > 0 ? duration(wait) : "-");
      // Cut, not rounded: 1.000 means exactly that.
      add(row, "td", (Math.floor(strategy.fairness * 1000 + 1e-9) / 1000).toFixed(3));
      add(row, "td", strategy.verified ? "yes" : "no", strategy.verified ? "good" : "bad");

      const outcome = add(outcomes, "li");
      named(outcome, "b", strategy);
      outcome.append(": " + strategy.summary);
      add(outcome, "span", `${count(strategy.writes)} of ${count(strategy.items)} writes acknowledged${strategy.cutOffAfter ? `, cut off after ${strategy.cutOffAfter} s` : ""}`);
      for (const error of strategy.errorsByKind) add(outcome, "span", `${count(error.count)} × ${error.kind}`, "bad");
      for (const check of strategy.failedChecks) add(outcome, "span", check, "bad");
    }
    for (const name of ["settings", "machine"]) {
      for (const fact of data[name]) {
        add(document.getElementById(name), "dt", fact.name);
        add(document.getElementById(name), "dd", fact.value);
      }
    }
  }

  const axis = more => Object.assign({
    stroke: colour("soft"), font: "12px system-ui, sans-serif",
    grid: { stroke: colour("grid"), width: 1 }, ticks: { stroke: colour("line"), width: 1 },
  }, more);
  const series = (strategy, more) => Object.assign({
    label: strategy.name, stroke: colour(strategy.name), width: strategy.name === "lockkeeper" ? 3 : 2, points: { show: false }, spanGaps: true,
  }, more);

  function draw(id, table, options) {
    const place = document.querySelector(`#${id} .chart`);
    const size = () => ({ width: place.clientWidth, height: place.clientWidth < 520 ? 260 : 340 });
    const chart = new uPlot(Object.assign({ ...size(), padding: [12, 32, 0, 0] }, options), table, place);
    const observer = new ResizeObserver(() => { if (place.clientWidth !== chart.width) chart.setSize(size()); });
    observer.observe(place);
    charts.push({ destroy: () => { observer.disconnect(); chart.destroy(); } });
  }

  const joined = points => uPlot.join(strategies.map(strategy => points(strategy)));
  // A logarithmic axis has a line at each power of ten that is labelled, and faint ones between them.
  const powers = format => (_, splits) => splits.map(value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? format(value) : "");

  function drawLatency() {
    const percentile = value => value <= 1 ? "p0" : "p" + (100 - 100 / value).toPrecision(12).replace(/\.?0+$/, "");
    draw("latency", joined(strategy => [strategy.latency.map(point => point[0]), strategy.latency.map(point => point[1])]), {
      scales: { x: { time: false, distr: 3 }, y: { distr: 3 } },
      axes: [axis({ values: powers(percentile) }), axis({ values: powers(duration), size: 64 })],
      series: [{ label: "share", value: (_, value) => value === null ? "" : "p" + (100 - 100 / value).toFixed(3).replace(/\.?0+$/, "") },
        ...strategies.map(strategy => series(strategy, { value: (_, value) => value === null ? "" : duration(value) }))],
    });
  }

  function drawThroughput() {
    draw("throughput", joined(strategy => [strategy.throughput.map(point => point[0]), strategy.throughput.map(point => point[1])]), {
      scales: { x: { time: false, range: (_, min, max) => [0, max] }, y: { distr: 4, asinh: 1, range: (_, min, max) => [0, max * 2] } },
      axes: [axis({ values: (_, splits) => splits.map(value => value + " s") }),
        axis({ size: 64, splits: (u, axis, min, max) => [0, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter(value => value <= max), values: (_, splits) => splits.map(count) })],
      series: [{ label: "after", value: (_, value) => value === null ? "" : value.toFixed(2) + " s" },
        ...strategies.map(strategy => series(strategy, {
          value: (_, value) => value === null ? "" : rate(value) + "/s",
          points: { show: strategy.throughput.length < 3, size: 7, fill: colour(strategy.name) },
        }))],
    });
  }

  function drawFairness() {
    const narrow = document.querySelector("#fairness .chart").clientWidth < 620;
    const centres = [];
    const groups = [];
    let at = 0;
    for (const strategy of strategies) {
      groups.push([strategy.shares.map((_, i) => at + i), strategy.shares]);
      centres.push(at + (strategy.shares.length - 1) / 2);
      at += strategy.shares.length + 1;
    }
    const labels = strategies.map(strategy => strategy.name);
    draw("fairness", uPlot.join(groups), {
      scales: { x: { time: false, range: () => [-1, at - 1] }, y: { range: (_, min, max) => [0, Math.max(2, max * 1.05)] } },
      legend: { show: false },
      cursor: { show: false },
      axes: [axis({ splits: () => centres, values: () => labels, grid: { show: false }, rotate: narrow && strategies.length > 3 ? 40 : 0, size: narrow ? 64 : 40 }),
        axis({ values: (_, splits) => splits.map(value => value + " ×"), size: 52 })],
      series: [{}, ...strategies.map(strategy => series(strategy, {
        fill: colour(strategy.name), width: 0, spanGaps: false, paths: uPlot.paths.bars({ size: [0.8, 90], align: 0 }),
      }))],
    });
  }

  function drawAll() {
    for (const chart of charts.splice(0)) chart.destroy();
    drawLatency();
    drawThroughput();
    drawFairness();
  }

  showText();
  drawAll();
  dark.addEventListener("change", drawAll);
})();
