"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const by = (id) => document.getElementById(id);
  const sliders = data.sliders.map((_, i) => by(`slider-${i}`));
  const radios = data.sets.map((_, k) => by(`set-${k}`));
  const stops = data.sliders[0].stops.length;
  const points = data.ends.length;
  const referenceRow = stops ** data.sliders.length;
  const NEUTRAL = { stops: data.sliders.map(() => 0), set: 0 };
  const REPLAY_PAUSE = 1400;

  let language = "en";
  let state = NEUTRAL;
  let ghost = null; // the setting before the last change, drawn dotted after a replay
  let undoable = [];
  let redoable = [];
  let replaying = 0;
  let said = () => "";

  // Words
  const say = (key, slots = {}) =>
    data.words[language][key].replace(/\{(\w+)\}/g, (_, name) => String(slots[name]));
  // A statistic is called what its own office calls it.
  const title = (key) => say(`${key}.${data.economy.name}` in data.words[language] ? `${key}.${data.economy.name}` : key);
  const month = (name) => {
    const [year, number] = name.split("-");
    return language === "zh" ? `${year}年${Number(number)}月` : name;
  };
  const economy = () => data.economy[language];
  const slots = () => ({
    economy: economy(), first: data.from.slice(0, 4), last: data.last.slice(0, 4), runs: data.runs,
    policy: data.policy[language], from: month(data.from), version: data.version, width: data.width,
    ...(data.around ? { competitor: data.around[language].competitor, competitor_policy: data.around[language].policy, chips: data.around[language].chips } : {}),
  });
  const percent = (text) => (language === "zh" ? `${text}%` : `${text} %`);
  const stopWords = (i, stop) => {
    const slider = data.sliders[i];
    if (stop === 0) return say(`neutral.${slider.name}`);
    return say(`${slider.name}.value`, { value: percent(slider.stops[stop].percent) });
  };
  const local = (value) => (language === "zh" ? value.replace(" %", "%") : value);
  const setWords = (k) => {
    const each = data.sets[k];
    return say(`set.${each.id}`, { value: local(each.value), centre: local(each.centre) });
  };

  // Figures: whole hundredths of a per cent, thousands of people, thousandths of a log point
  const rowOf = (setting) => setting.stops.reduce((row, stop) => row * stops + stop, 0);
  const figure = (measure, row, set) => measure.values[row * data.sets.length + set];
  const line = (each, row, set) => {
    const first = (row * data.sets.length + set) * points;
    return each.values.slice(first, first + points);
  };
  const minus = (text) => text.replace("-", "\u2212");
  const grouped = (number, digits) =>
    number.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, (match, ...rest) => {
      const [offset, whole] = [rest[rest.length - 2], rest[rest.length - 1]];
      const dot = whole.indexOf(".");
      return dot >= 0 && offset > dot ? "" : ",";
    });
  const whole = { rate: 100, people: 1, log: 1000 }; // of a figure, one of its unit
  const plain = (measure, value) => (value / whole[measure.kind]).toFixed(String(whole[measure.kind]).length - 1);
  const bare = (measure, value) => {
    if (value === null) return say("unknown");
    if (measure.kind !== "people") return minus(plain(measure, value));
    return minus(language === "zh" ? grouped(value / 10, 1) : grouped(value, 0));
  };
  const withUnit = (measure, value, unit) =>
    value === null ? say("unknown") : say(measure.kind === "rate" ? unit : `unit.${measure.kind}`, { value: bare(measure, value) });
  const signed = (measure, value, unit) =>
    (value !== null && value > 0 ? "+" : "") + withUnit(measure, value, unit);
  const range = (values) => (values.includes(null) ? [null, null] : [Math.min(...values), Math.max(...values)]);
  const less = (a, b) => (a === null || b === null ? null : a - b);

  // Drawing
  const element = (name, attributes = {}, text = null) => {
    const svg = ["svg", "path", "text", "line", "circle", "polygon"].includes(name);
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== null) made.textContent = text;
    return made;
  };

  const showFigures = () => {
    const row = rowOf(state);
    by("figures").replaceChildren(...data.measures.map((measure) => {
      const here = data.sets.map((_, k) => figure(measure, row, k));
      const there = data.sets.map((_, k) => figure(measure, referenceRow, k));
      const away = here.map((value, k) => less(value, there[k]));
      const [low, high] = range(here);
      const [least, most] = range(away);
      const box = element("div", { "data-measure": measure.name });
      const value = element("dd", { class: "value" }, `${withUnit(measure, here[state.set], "unit.rate")} `);
      if (low !== high) value.append(element("span", {}, say("figure.range", { low: bare(measure, low), high: bare(measure, high) })));
      box.append(
        element("dt", {}, title(`measure.${measure.name}`)),
        value,
        element("dd", {}, say("figure.reference", { value: withUnit(measure, there[state.set], "unit.rate") })),
        element("dd", {}, least === 0 && most === 0 ? say("figure.same") : say("figure.difference", {
          value: signed(measure, away[state.set], "unit.points"), low: bare(measure, least), high: bare(measure, most),
        })),
        element("dd", { class: "meaning" }, say(`meaning.${measure.name}`, slots())),
      );
      return box;
    }));
  };

  const W = 380, H = 264, LEFT = 48, RIGHT = 78, TOP = 12, BOTTOM = 52;
  const scales = data.lines.map((each) => {
    const known = each.values.filter((value) => value !== null);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const rough = Math.max(high - low, 10) / 4;
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * size).find((each) => each >= rough);
    const [first, last] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
    const ticks = [];
    for (let tick = first; tick <= last + step / 2; tick += step) ticks.push(tick);
    const y = (value) => TOP + (H - TOP - BOTTOM) * (1 - (value - first) / Math.max(last - first, step));
    return { ticks, step, y };
  });
  const x = (point) => LEFT + (W - LEFT - RIGHT) * (points > 1 ? point / (points - 1) : 0.5);
  const pathOf = (values, y) =>
    values.map((value, i) => (value === null ? "" : `${i && values[i - 1] !== null ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`)).join("");

  // A tick has the decimals that a step needs.
  const tickWords = (each, tick, step) => {
    const one = each.kind === "people" && language === "zh" ? 10 : whole[each.kind];
    return minus(grouped(tick / one, [0, 1, 2].find((digits) => (step * 10 ** digits) % one === 0) ?? 3));
  };

  const chart = (each, scale) => {
    const row = rowOf(state);
    const here = line(each, row, state.set);
    const there = line(each, referenceRow, state.set);
    const all = data.sets.map((_, k) => line(each, row, k));
    const svg = element("svg", { viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true" });
    for (const tick of scale.ticks) {
      const at = scale.y(tick);
      svg.append(element("line", { class: "grid", x1: LEFT, x2: W - RIGHT, y1: at, y2: at }));
      svg.append(element("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }, tickWords(each, tick, scale.step)));
    }
    const every = Math.ceil(points / 4);
    for (let i = 0; i < points; i += every) {
      const name = data.width === 12 ? data.ends[i].slice(0, 4) : data.ends[i];
      svg.append(element("text", { x: x(i), y: H - BOTTOM + 20, "text-anchor": "middle" }, name));
    }
    if (!all.flat().includes(null)) {
      const edge = (choose) => here.map((_, i) => `${x(i).toFixed(1)},${scale.y(choose(...all.map((v) => v[i]))).toFixed(1)}`);
      svg.append(element("polygon", { class: "band", points: [...edge(Math.max), ...edge(Math.min).reverse()].join(" ") }));
    }
    svg.append(element("path", { class: "reference", d: pathOf(there, scale.y) }));
    if (ghost) svg.append(element("path", { class: "before", d: pathOf(line(each, rowOf(ghost), ghost.set), scale.y) }));
    svg.append(element("path", { class: "this", d: pathOf(here, scale.y) }));
    here.forEach((value, i) => {
      if (value !== null) svg.append(element("circle", { class: "dot", cx: x(i), cy: scale.y(value), r: 2.6 }));
    });
    const [mine, other] = [here[points - 1], there[points - 1]];
    if (mine !== null && other !== null) {
      let [a, b] = [scale.y(mine) + 4, scale.y(other) + 4];
      if (Math.abs(a - b) < 15) [a, b] = a < b ? [(a + b) / 2 - 7.5, (a + b) / 2 + 7.5] : [(a + b) / 2 + 7.5, (a + b) / 2 - 7.5];
      const push = Math.max(0, TOP + 2 - Math.min(a, b)) - Math.max(0, Math.max(a, b) - (H - BOTTOM + 4));
      [a, b] = [a + push, b + push];
      svg.append(element("text", { class: "label-this", x: x(points - 1) + 7, y: a }, say("line.this")));
      svg.append(element("text", { class: "label-reference", x: x(points - 1) + 7, y: b }, say("line.reference")));
    }
    svg.append(element("text", { class: "foot", x: 0, y: H - 6 }, say("foot", slots())));
    const shown = element("figure", { "data-line": each.name });
    shown.append(element("figcaption", {}, title(`line.${each.name}`)), svg);
    return shown;
  };

  const showTable = () => {
    const row = rowOf(state);
    const head = element("tr");
    head.append(element("th", { scope: "col" }, say("table.period")));
    for (const each of data.lines)
      for (const key of ["table.this", "table.reference"])
        head.append(element("th", { scope: "col" }, say(key, { line: title(`line.${each.name}`) })));
    const rows = data.ends.map((end, i) => {
      const made = element("tr");
      made.append(element("th", { scope: "row" }, month(end)));
      for (const each of data.lines)
        for (const source of [row, referenceRow])
          made.append(element("td", {}, bare(each, line(each, source, state.set)[i])));
      return made;
    });
    const [thead, tbody] = [element("thead"), element("tbody")];
    thead.append(head);
    tbody.append(...rows);
    by("table").replaceChildren(thead, tbody);
    by("table-region").setAttribute("aria-label", say("table"));
  };

  // The stop as a command, as a link, as CSV
  const commandOf = (setting) =>
    data.head +
    data.sliders.map((slider, i) => ` --set ${slider.name}=${slider.stops[setting.stops[i]].word}`).join("") +
    data.sets[setting.set].assume + " --no-ranges";
  const fragment = (setting) => `#stops=${setting.stops.join("-")}&set=${data.sets[setting.set].id}&lang=${language}`;
  const read = (text) => {
    const words = new URLSearchParams(text.replace(/^#/, ""));
    const numbers = (words.get("stops") ?? "").split("-");
    const set = data.sets.findIndex((each) => each.id === words.get("set"));
    const fits = numbers.length === data.sliders.length && numbers.every((each) => /^\d$/.test(each) && Number(each) < stops);
    return { lang: words.get("lang"), setting: fits && set >= 0 ? { stops: numbers.map(Number), set } : null };
  };
  const csv = () => {
    const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value));
    const row = rowOf(state);
    const head = ["economy", "policy", ...data.sliders.map((slider) => slider.name), "assumption_set", "line", "unit",
      "mean_of_months_up_to", "value", "reference", "lowest_of_sets", "highest_of_sets", "note", "version", "command"];
    const rows = data.lines.flatMap((each) => data.ends.map((end, i) => {
      const text = (value) => (value === null ? "" : plain(each, value));
      const [low, high] = range(data.sets.map((_, k) => line(each, row, k)[i]));
      return [data.economy.name, data.policyName, ...data.sliders.map((slider, j) => slider.stops[state.stops[j]].word),
        data.sets[state.set].id, each.name, each.unit, end, text(line(each, row, state.set)[i]),
        text(line(each, referenceRow, state.set)[i]), text(low), text(high),
        "simulation, not a forecast", data.version, commandOf(state)];
    }));
    return [head, ...rows].map((each) => each.map(quoted).join(",")).join("\r\n") + "\r\n";
  };

  // Showing a setting
  const show = () => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say, slots());
    document.title = `${say("title", slots())} · Andante`;
    by("show-en").setAttribute("aria-pressed", String(language === "en"));
    by("show-zh").setAttribute("aria-pressed", String(language === "zh"));
    sliders.forEach((slider, i) => {
      slider.value = String(state.stops[i]);
      slider.setAttribute("aria-valuetext", stopWords(i, state.stops[i]));
      by(`value-${i}`).textContent = stopWords(i, state.stops[i]);
      by(`ticks-${i}`).replaceChildren(...data.sliders[i].stops.map((stop, k) =>
        element("span", {}, k === 0 ? say(`neutral.${data.sliders[i].name}`) : percent(stop.percent))));
    });
    radios.forEach((radio, k) => {
      radio.checked = k === state.set;
      by(`set-words-${k}`).textContent = setWords(k);
    });
    showFigures();
    by("charts").replaceChildren(...data.lines.map((each, i) => chart(each, scales[i])));
    by("ghost-note").textContent = ghost ? say("lines.ghost") : "";
    showTable();
    // Each word whole, so that a line never ends between the dashes of an option.
    by("command").replaceChildren(...commandOf(state).split(" ").flatMap((word) => [element("span", {}, word), " "]).slice(0, -1));
    const here = fragment(state);
    by("link").value = location.href.split("#")[0] + here;
    if (location.hash !== here) history.replaceState(null, "", here);
    by("undo").disabled = undoable.length === 0;
    by("redo").disabled = redoable.length === 0;
    by("replay").disabled = undoable.length === 0;
    by("reset").disabled = same(state, NEUTRAL);
    by("status").textContent = said();
  };

  // Changing it
  const same = (a, b) => a.set === b.set && a.stops.every((stop, i) => stop === b.stops[i]);
  const different = (a, b) => [
    ...a.stops.map((stop, i) => (stop === b.stops[i] ? null : i)).filter((i) => i !== null),
    ...(a.set === b.set ? [] : ["set"]),
  ];
  const named = (setting, which) => (which === "set" ? setWords(setting.set) : stopWords(which, setting.stops[which]));
  const account = (before, after) => () => {
    const changed = different(before, after);
    const what = changed.length > 1 ? say("status.several")
      : changed[0] === "set" ? say("panel.assumptions") : say(data.sliders[changed[0]].name);
    const value = (name, setting) => {
      const measure = data.measures.find((each) => each.name === name);
      return withUnit(measure, figure(measure, rowOf(setting), setting.set), "unit.rate");
    };
    const [youth, gain] = ["peak_youth_unemployment_rate", "output_gain"];
    const words = (setting) => changed.map((which) => named(setting, which)).join(language === "zh" ? "、" : ", ");
    return say("status.change", {
      what, before: words(before), after: words(after), youth_before: value(youth, before),
      youth_after: value(youth, after), gain_before: value(gain, before), gain_after: value(gain, after),
    });
  };
  const stopReplay = () => { clearTimeout(replaying); replaying = 0; };
  const change = (next) => {
    if (same(next, state)) return;
    undoable = [...undoable, state];
    redoable = [];
    said = account(state, next);
    ghost = null;
    state = next;
    show();
  };
  // A replay shows an earlier setting for a moment; whatever is done meanwhile starts from the real one.
  let real = null;
  const settle = () => {
    if (!replaying) return;
    stopReplay();
    state = real;
    said = account(undoable[undoable.length - 1], real);
  };
  const move = (from, to) => {
    settle();
    if (from.length === 0) return;
    const next = from[from.length - 1];
    from.pop();
    to.push(state);
    said = account(state, next);
    ghost = null;
    state = next;
    show();
  };
  const replay = () => {
    settle();
    if (undoable.length === 0) return;
    real = state;
    const before = undoable[undoable.length - 1];
    const changed = different(before, real);
    ghost = null;
    state = before;
    said = () => say("status.before", {
      what: changed.length > 1 ? say("status.several") : changed[0] === "set" ? say("panel.assumptions") : say(data.sliders[changed[0]].name),
      before: changed.map((which) => named(before, which)).join(language === "zh" ? "、" : ", "),
    });
    replaying = setTimeout(() => {
      settle();
      ghost = before;
      show();
    }, REPLAY_PAUSE);
    show();
  };

  sliders.forEach((slider, i) => slider.addEventListener("input", () => {
    const stop = Number(slider.value);
    settle();
    change({ ...state, stops: state.stops.map((old, j) => (j === i ? stop : old)) });
  }));
  radios.forEach((radio, k) => radio.addEventListener("change", () => {
    settle();
    change({ ...state, set: k });
  }));
  by("undo").addEventListener("click", () => move(undoable, redoable));
  by("redo").addEventListener("click", () => move(redoable, undoable));
  by("replay").addEventListener("click", replay);
  by("reset").addEventListener("click", () => { settle(); change(NEUTRAL); });
  by("show-en").addEventListener("click", () => { language = "en"; show(); });
  by("show-zh").addEventListener("click", () => { language = "zh"; show(); });
  by("link").addEventListener("focus", () => by("link").select());
  by("csv").addEventListener("click", () => {
    const anchor = element("a", { download: `andante-${data.economy.name}-${state.stops.join("-")}-${state.set}.csv` });
    anchor.href = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); move(undoable, redoable); }
    else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); move(redoable, undoable); }
  });
  const follow = () => {
    if (location.hash === "" || location.hash === fragment(state)) return;
    const { lang, setting } = read(location.hash);
    if (lang in data.words) language = lang;
    settle();
    if (setting && !same(setting, state)) change(setting);
    else {
      if (!setting) said = () => say("status.bad");
      show();
    }
  };
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });

  // A link opens at its setting without a change to undo.
  const opened = read(location.hash);
  if (opened.lang in data.words) language = opened.lang;
  if (opened.setting) state = opened.setting;
  else if (location.hash !== "") said = () => say("status.bad");
  show();
})();
