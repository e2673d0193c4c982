// The page: what is asked for, by whatever control or link, becomes a layer or a refusal, and all is shown anew.
const $ = id => document.getElementById(id);
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of entries(attributes)) {
    if (key.startsWith("on")) element[key] = value; else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};
const root = document.documentElement, TITLES = { pytorch: "PyTorch", keras: "Keras", jax: "JAX" };
const STEP_MS = 800, MOST_WEIGHTS = 7, MOST_LINKED = 144, COPIED_MS = 1500, KEPT_MS = 200;
let asked, apart = false, layer = null, numbers = null, plan = null, timer = 0, keeping = 0;
let at = { panel: "output", row: 0, column: 0 }, typedIn = { input: new Map(), kernel: new Map() };

// A link holds what is asked for, and the numbers that were typed.
const linked = () => {
  const parts = entries(asked).filter(([key, value]) => !(key === "dims" && value === "2")).map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2B/g, "+")}`);
  for (const [key, name] of [["x", "input"], ["w", "kernel"]]) {
    const rows = numbers?.typed[name];
    if (rows && rows.flat().length <= MOST_LINKED) parts.push(`${key}=${rows.map(row => row.join(",")).join(";")}`);
  }
  return `#${parts.join("&")}`;
};
const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };
const readText = text => fromEntries(text.split("&").filter(Boolean).map(part => [part.split("=")[0], decoded(part.split("=").slice(1).join("="))]));
const USUAL = { i: "3", k: "3", p: "0", s: "1", d: "1", op: "0" };
const askedIn = given => {
  const texts = { kind: given.kind, dims: given.dims ?? "2" };
  for (const { symbol } of PARAMETERS) texts[symbol] = given[symbol] ?? (symbol === "s" && KINDS[given.kind]?.weighted === false ? given.k : null) ?? USUAL[symbol];
  return texts;
};
const readLink = text => {
  const given = readText(text);
  if (!given.kind) return false;
  asked = askedIn(given);
  typedIn = { input: typedRows(given.x), kernel: typedRows(given.w) };
  return true;
};
const typedRows = text => new Map((text ?? "").split(";").flatMap((row, r) => row.split(",").map((value, c) => [`${r},${c}`, Number(value)]))
  .filter(([, value]) => text && Number.isFinite(value)));

const START = askedIn(readText(DATA.asked)), PRESETS = DATA.presets.map(preset => ({ ...preset, asked: askedIn(readText(preset.asked)) }));

const tried = texts => {
  try { return layerOf(texts); } catch (error) { if (error instanceof Refusal) return error; throw error; }
};
const isLayer = texts => !(tried(texts) instanceof Refusal);
// A text with one axis, or both, changed by so much.
const shifted = (texts, symbol, axis, by) => {
  const parts = texts[symbol].split("x"), sides = part => part.split("+").map(number => Number(number) + by).join("+");
  const pair = apart && parts.length === 1 && texts.dims !== "1" ? [parts[0], parts[0]] : parts;
  return { ...texts, [symbol]: pair.map((part, one) => axis === null || pair.length === 1 || one === axis ? sides(part) : part).join("x") };
};
// The nearest state that can be: what cannot be read is as usual, then as little as possible is changed.
const nearest = texts => {
  const mended = { ...texts, kind: KINDS[texts.kind] ? texts.kind : START.kind, dims: texts.dims === "1" ? "1" : "2" };
  for (const { name, symbol, default: usual, least } of PARAMETERS) {
    const readable = name === "padding" ? /^(\d+\+?\d*)(x\d+\+?\d*)?$|^[a-z-]+$/i : /^\d+(x\d+)?$/;
    if (!readable.test(mended[symbol])) mended[symbol] = `${usual ?? 3}`;
    if (KINDS[mended.kind].without.includes(name)) mended[symbol] = `${usual}`;
    if (mended.dims === "1") mended[symbol] = mended[symbol].split("x").at(-1);
    if (!isName(mended[symbol])) mended[symbol] = mended[symbol].split("x").map(part => part.split("+").map(number => min(max(Number(number), least), MOST[name])).join("+")).join("x");
  }
  if (isLayer(mended)) return mended;
  if (isName(mended.p)) return nearest({ ...mended, p: "0" });
  const changed = one => ["p", "k", "op", "s", "d", "i"].flatMap(symbol => [null, 0, 1].flatMap(axis => [one, -one].map(by => shifted(mended, symbol, axis, by))));
  for (let by = 1; by <= MOST.input; by++) {
    const found = changed(by).find(isLayer);
    if (found) return found;
  }
  return PRESETS.find(preset => preset.asked.kind === mended.kind && preset.asked.dims === mended.dims)?.asked ?? PRESETS.find(preset => preset.asked.kind === mended.kind).asked;
};
// What a number may be with all others as they are: from a legal one, halving the way to where it ends.
const bounds = (symbol, axis, name) => {
  const { least } = PARAMETERS.find(one => one.name === name), most = MOST[name], may = value => isLayer(withPart(symbol, axis, `${value}`));
  const from = layer && !isName(asked[symbol]) ? parseInt(partOf(symbol, axis), 10) : range(most - least + 1, least).find(may);
  if (from === undefined) return [least, most];
  const end = (good, bad) => {
    while (abs(bad - good) > 1) { const middle = (good + bad) >> 1; if (may(middle)) good = middle; else bad = middle; }
    return good;
  };
  return [end(from, least - 1), end(from, most + 1)];
};
const partOf = (symbol, axis) => { const parts = asked[symbol].split("x"); return parts[min(axis ?? 0, parts.length - 1)]; };
const withPart = (symbol, axis, text) => {
  const parts = axis === null ? [text] : [0, 1].map(one => one === axis ? text : partOf(symbol, one));
  return { ...asked, [symbol]: alike(parts) ? parts[0] : parts.join("x") };
};

// Every change comes by here.
const change = texts => { asked = texts; show(); };
const show = () => {
  const found = tried(asked), refused = found instanceof Refusal;
  layer = refused ? null : withAxes(found);
  numbers = layer && numbersOf(layer, typedIn);
  const code = layer ? codeLines(layer) : {};
  root.dataset.output = layer ? own(layer, layer.output).join("x") : "";
  root.dataset.refused = refused ? found.message : "";
  root.dataset.code = layer ? JSON.stringify(code) : "";
  document.querySelector("main").classList.toggle("blank", refused);
  showControls();
  $("refused").hidden = !refused;
  if (refused) showRefusal(found.message); else showLayer(code);
  clearTimeout(keeping);
  keeping = setTimeout(keepLink, KEPT_MS);
  root.dispatchEvent(new CustomEvent("convanim", { detail: { asked: { ...asked }, output: root.dataset.output, refused: root.dataset.refused, code } }));
};
// Browsers slow down a page that changes its title and its address with every move of a slider.
const keepLink = () => {
  if (layer) document.title = `${KINDS[layer.kind].title}: ${sizeText(layer, layer.input)} → ${sizeText(layer, layer.output)}`;
  try { if (location.hash !== linked()) history.replaceState(null, "", linked()); } catch { /* inside another page it has none */ }
};
const showRefusal = message => {
  halt();
  $("sizes").textContent = "Not possible";
  $("formula").textContent = "";
  $("why").textContent = message;
  const near = nearest(asked), changes = Object.keys(near).filter(key => near[key] !== asked[key]);
  $("nearest").textContent = `use ${changes.map(key => `${key} = ${near[key]}`).join(", ")}`;
  $("nearest").onclick = () => { change(near); $("picture").focus(); };
};
const showLayer = code => {
  const output = sizeText(layer, layer.output);
  $("sizes").replaceChildren(`${sizeText(layer, layer.input)} → `, make("b", {}, output));
  $("formula").replaceChildren(...formula(layer).map((line, number, lines) => {
    const general = lines.length > 1 && !number, cut = general ? 0 : line.lastIndexOf(" = ") + 3;
    return make("span", {}, general ? line : line.slice(0, cut), ...(cut > 2 ? [make("b", {}, line.slice(cut))] : []));
  }));
  const axes = own(layer, layer.axes), zeros = axes[0].zeros, around = axes.map(({ before, after }) => side([before, after]));
  const crops = axes.some(axis => axis.before < 0 || axis.after < 0), pads = axes.some(axis => axis.before > 0 || axis.after > 0);
  const named = [`input ${sizeText(layer, layer.input)}`, zeros ? `${zeros} zero${zeros > 1 ? "s" : ""} between` : "", crops ? "cropped" : pads ? `${alike(around) ? around[0] : around.join("×")} around` : ""];
  $("input-name").textContent = named.filter(Boolean).join(", ");
  $("output-name").textContent = `output ${output}`;
  const lines = [...entries(code).map(([name, line]) => [TITLES[name], line]), ["GIF", commandLine(layer, numbers.typed)], ["Link", linked()]];
  const titles = `${lines.map(([title]) => title)}`, group = $("code");
  if (group.dataset.titles !== titles) {
    group.dataset.titles = titles;
    group.replaceChildren(...lines.map(([title]) => make("div", {}, make("span", {}, title), make("code", { tabindex: "0", "aria-label": title }),
      make("button", { type: "button", "aria-label": `Copy ${title}`, onclick: ({ target }) => copy(target, (title === "Link" && location.protocol !== "about:" ? location.href.split("#")[0] : "") + target.previousSibling.textContent) }, "copy"))));
  }
  for (const [one, [, line]] of lines.entries()) { const place = group.children[one].children[1]; if (place.textContent !== line) place.textContent = line; }
  showWeights();
  const most = at.panel === "output" ? layer.output : layer.axes.map(axis => axis.drawn);
  at = { panel: at.panel, row: min(at.row, most[0] - 1), column: min(at.column, most[1] - 1) };
  draw();
};
const copy = async (button, text) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = document.body.appendChild(make("textarea", {}, text));
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "copied";
  setTimeout(() => { button.textContent = "copy"; }, COPIED_MS);
};

// The picture and what is said of the cell that is touched.
let colors = {}, room = 0; // px for the picture, which would take time to measure at each change
const readColors = () => {
  const style = getComputedStyle(root), names = ["page", "accent", "tint"];
  for (const role of DATA.roles) names.push(role, `${role}-line`, `${role}-ink`);
  colors = fromEntries(names.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
  colors.family = style.fontFamily;
};
const draw = () => {
  if (!layer) return;
  plan = layOut(layer, room ||= $("stage").clientWidth);
  $("stage").style.height = `${plan.height + (plan.flat ? NAMED : 2 * NAMED)}px`; // the canvas below is cut off: a canvas of another size would take time
  paintPicture($("picture"), plan, layer, numbers, at, colors);
  const beside = min(plan.width / 2, plan.between + plan.cell * min(plan.input.columns, plan.output.columns));
  for (const panel of ["input", "output"]) {
    const { x, columns } = plan[panel], own = columns * plan.cell, middle = min(max(x + own / 2, 60), plan.width - 60);
    const [left, wide, top] = plan.flat ? [plan.width / 2, plan.width, panel === "input" ? 0 : plan.height] : [middle, max(min(own + plan.between - 8, beside), 90), plan.height];
    assign($(`${panel}-name`).style, { left: `${left}px`, width: `${wide}px`, top: `${top}px` });
  }
  const place = [at.row, at.column], source = at.panel === "input" ? layer.axes.map((axis, one) => axis.source(place[one])) : place;
  const words = at.panel === "output" ? outputSentence(layer, numbers, place)
    : source.includes(null) ? [`a ${layer.axes.every((axis, one) => axis.inside(place[one])) ? "zero between inputs" : "cell of padding"}`, "", ""] : inputSentence(layer, numbers, source);
  $("said").replaceChildren(words[0], make("b", {}, words[1]), words[2]);
  $("picture").setAttribute("aria-label", words.join(""));
  root.dataset.at = `${at.panel} ${own(layer, place).join("x")}`;
};
const put = place => { at = place; draw(); };
const hit = event => { const box = $("picture").getBoundingClientRect(); return layer && hitIn(plan, event.clientX - box.left, event.clientY - box.top); };
const isSame = (one, other) => one.panel === other.panel && one.row === other.row && one.column === other.column;
$("picture").onpointermove = event => { const place = hit(event); if (place && event.pointerType === "mouse" && !timer && $("typing").hidden && !isSame(place, at)) put(place); };
$("picture").onpointerdown = event => { const place = hit(event); if (place) { halt(); put(place); } };
$("picture").ondblclick = event => { const place = hit(event); if (place?.panel === "input") type(""); };

// Typing a number into an input cell.
const numberIn = field => { const text = field.value.trim(); return text ? Number(text.replace("−", "-").replace(",", ".")) : NaN; };
const type = first => {
  const [row, column] = layer.axes.map((axis, one) => axis.source([at.row, at.column][one]));
  if (at.panel !== "input" || row === null || column === null) return;
  halt();
  const box = boxIn(plan, "input", at.row, at.column), field = $("typing"), key = `${row},${column}`;
  field.hidden = false;
  field.value = first || numbers.x(row, column);
  const wide = max(box.width, 44);
  assign(field.style, { left: `${box.x + (box.width - wide) / 2}px`, top: `${box.y}px`, width: `${wide}px`, height: `${max(box.height, 28)}px` });
  field.focus();
  if (!first) field.select();
  const done = keep => {
    field.onblur = field.onkeydown = null;
    field.hidden = true;
    const value = numberIn(field);
    if (keep && Number.isFinite(value)) { typedIn.input.set(key, value); show(); }
  };
  field.onblur = () => done(true);
  field.onkeydown = event => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") { done(event.key === "Enter"); $("picture").focus(); }
  };
};
const showWeights = () => {
  const [rows, columns] = layer.kernel, few = layer.weighted && max(rows, columns) <= MOST_WEIGHTS, group = $("kernel");
  group.hidden = !few;
  group.style.gridTemplateColumns = `repeat(${columns}, 34px)`;
  for (const [one, field] of few ? [...group.children].entries() : []) {
    const place = [floor(one / columns), one % columns];
    field.hidden = one >= rows * columns;
    if (field.hidden || field === document.activeElement) continue;
    field.value = shown(numbers.w(...place));
    field.setAttribute("aria-label", `weight ${placeWords(layer, place)}`);
  }
  const name = `${KINDS[layer.kind].window} ${sizeText(layer, layer.kernel)}`, most = max(rows, columns) > 1;
  $("kernel-name").replaceChildren(make("b", {}, name), stamps(layer) && most ? "turned by 180° where it slides" : reductionOf(layer).kept ?? "");
};
const weigh = (one, field) => {
  const value = numberIn(field), columns = layer.kernel[1];
  if (Number.isFinite(value)) typedIn.kernel.set(`${floor(one / columns)},${one % columns}`, value);
  field.value = shown(numbers.w(floor(one / columns), one % columns));
  show();
};
$("kernel").append(...range(MOST_WEIGHTS ** 2).map(one => make("input", { inputmode: "decimal", autocomplete: "off", onchange: event => weigh(one, event.target) })));

// Steps: every output cell in order.
const count = () => layer.output[0] * layer.output[1];
const stepNow = () => at.panel === "output" ? at.row * layer.output[1] + at.column : -1;
const goTo = step => { const one = min(max(step, 0), count() - 1); put({ panel: "output", row: floor(one / layer.output[1]), column: one % layer.output[1] }); };
const halt = () => { clearTimeout(timer); timer = 0; $("play").textContent = "▶ play"; $("said").setAttribute("aria-live", "polite"); };
const onward = () => {
  if (stepNow() >= count() - 1) return halt();
  goTo(stepNow() + 1);
  timer = setTimeout(onward, STEP_MS / $("speed").value);
};
const play = () => {
  if (timer) return halt();
  if (!layer) return;
  if (stepNow() >= count() - 1) goTo(0);
  $("play").textContent = "❚❚ pause";
  $("said").setAttribute("aria-live", "off"); // while it plays it would never end
  timer = setTimeout(onward, STEP_MS / $("speed").value);
};
const move = (down, right) => {
  const size = at.panel === "output" ? layer.output : layer.axes.map(axis => axis.drawn), row = at.row + down, column = at.column + right;
  if (column < 0 && at.panel === "output") return put({ panel: "input", row: min(at.row, layer.axes[0].drawn - 1), column: layer.axes[1].drawn - 1 });
  if (column >= size[1] && at.panel === "input") return put({ panel: "output", row: min(at.row, layer.output[0] - 1), column: 0 });
  if (plan.flat && down) return put({ panel: down > 0 ? "output" : "input", row: 0, column: min(at.column, (down > 0 ? layer.output[1] : layer.axes[1].drawn) - 1) });
  put({ panel: at.panel, row: min(max(row, 0), size[0] - 1), column: min(max(column, 0), size[1] - 1) });
};
const KEYS = {
  ArrowLeft: () => move(0, -1), ArrowRight: () => move(0, 1), ArrowUp: () => move(-1, 0), ArrowDown: () => move(1, 0),
  Home: () => goTo(0), End: () => goTo(count() - 1), Enter: () => type(""),
};
const blank = () => document.body.classList.toggle("dark"); // so that all look at the presenter
const REMOTE = { " ": play, PageUp: () => goTo(stepNow() - 1), PageDown: () => goTo(stepNow() + 1), b: blank, B: blank, ".": blank };
addEventListener("keydown", event => {
  const own = event.target.matches("input, select, button, code"), onPicture = event.target === $("picture");
  if (event.ctrlKey || event.altKey || event.metaKey || !layer || (own && event.key === " ") || event.target.matches("input[type=text], select")) return;
  if (document.body.className) return blank();
  const types = onPicture && at.panel === "input" && /^[\d.−-]$/.test(event.key);
  const act = !types && ((onPicture && KEYS[event.key]) || (event.target.type !== "range" && REMOTE[event.key]));
  if (act) { event.preventDefault(); if (event.key !== " ") halt(); act(); }
  else if (types) { event.preventDefault(); type(event.key); }
});
$("back").onclick = () => { halt(); goTo(stepNow() - 1); };
$("next").onclick = () => { halt(); goTo(stepNow() + 1); };
$("play").onclick = play;

// The controls.
const fields = [];
const buildNumbers = () => {
  fields.length = 0;
  $("numbers").replaceChildren(...PARAMETERS.map(({ name, symbol }) => {
    const axes = apart && asked.dims !== "1" ? [0, 1] : [null];
    const pairs = axes.map(axis => {
      const label = `${words(name)}${axis === null ? "" : `, ${AXIS_NAMES[axis]}`}`;
      const slide = make("input", { type: "range", "aria-label": label, oninput: event => change(withPart(symbol, axis, event.target.value)) });
      const box = make("input", {
        type: "text", inputmode: "numeric", autocomplete: "off", "aria-label": `${label}, number`,
        oninput: event => { if (/\d$|^[a-z-]{4,}$/i.test(event.target.value.trim())) change(withPart(symbol, axis, event.target.value.trim())); },
        onblur: () => showControls(),
        onkeydown: event => {
          const by = { ArrowUp: 1, ArrowDown: -1 }[event.key], value = Number(event.target.value);
          if (!by || !Number.isInteger(value)) return;
          event.preventDefault();
          change(withPart(symbol, axis, `${max(value + by, 0)}`));
          event.target.value = partOf(symbol, axis);
        },
      });
      fields.push({ name, symbol, axis, slide, box });
      return make("div", { class: "pair" }, ...(axis === null ? [] : [make("span", { class: "axis" }, AXIS_NAMES[axis])]), slide, box);
    });
    const line = make("div", { "data-of": name }, make("span", { class: "symbol", "aria-hidden": "true" }, symbol), make("div", {}, make("div", { class: "name" }, words(name)), ...pairs));
    if (name === "padding") line.querySelector(".name").append(make("select", { id: "named", "aria-label": "padding by name", onchange: event => change({ ...asked, p: event.target.value || "0" }) }));
    return line;
  }));
};
let built = "";
const showControls = () => {
  const shape = `${apart} ${asked.dims}`, kind = KINDS[asked.kind];
  if (built !== shape) { buildNumbers(); built = shape; }
  for (const radio of $("kinds").querySelectorAll("input[type=radio]")) radio.checked = radio.value === asked.kind;
  $("flat").checked = asked.dims === "1";
  $("apart").checked = apart;
  $("apart").parentElement.hidden = asked.dims === "1";
  for (const line of $("numbers").children) line.hidden = Boolean(kind) && kind.without.includes(line.dataset.of) && (Boolean(layer) || asked[SYMBOL[line.dataset.of]] === USUAL[SYMBOL[line.dataset.of]]);
  const names = kind ? namesOf(asked.kind).filter(name => asked.dims === "1" || name !== "causal") : [], named = $("named");
  if (named.dataset.names !== `${names}`) {
    named.dataset.names = `${names}`;
    named.replaceChildren(make("option", { value: "" }, "by number"), ...names.map(name => make("option", { value: name }, name)));
  }
  named.value = names.includes(asked.p) ? asked.p : "";
  for (const { name, symbol, axis, slide, box } of fields) {
    const text = partOf(symbol, axis), byName = isName(text), number = byName && layer ? max(...own(layer, layer.padding).flat()) : Number.parseInt(text, 10) || 0;
    const [least, most] = bounds(symbol, axis, name);
    assign(slide, { min: min(least, number), max: max(most, number), value: number, disabled: least === most && number === least });
    slide.setAttribute("aria-valuetext", byName ? `${text}, ${number}` : text);
    if (box !== document.activeElement) box.value = byName && layer ? typed(axis === null ? own(layer, layer.padding) : [layer.padding[axis]]) : text;
    box.setAttribute("aria-invalid", String(!layer && root.dataset.refused.includes(`${FLAG[name]} ${text}`)));
  }
  for (const [one, button] of [...$("presets").children].entries()) button.setAttribute("aria-pressed", String(isPreset(PRESETS[one])));
  $("teaches").textContent = PRESETS.find(isPreset)?.says ?? "Change a number, or begin at one of these examples.";
};
const isPreset = preset => Object.keys(preset.asked).every(key => preset.asked[key] === asked[key]);
const pickKind = kind => {
  const stride = KINDS[kind].weighted ? asked.s : asked.s === "1" ? asked.k : asked.s;
  const wanted = { ...asked, kind, s: stride };
  change(isLayer(wanted) ? wanted : nearest(wanted));
};
$("kinds").append(
  ...entries(KINDS).map(([name, { title }]) => make("label", {}, make("input", { type: "radio", name: "kind", value: name, onchange: () => pickKind(name) }), title.replace(/ convolution$/, ""))),
  make("label", { class: "plain" }, make("input", { type: "checkbox", id: "flat", onchange: event => { apart = false; const wanted = { ...asked, dims: event.target.checked ? "1" : "2" }; change(isLayer(wanted) ? wanted : nearest(wanted)); } }), "1-D"),
);
$("apart").onchange = event => {
  apart = event.target.checked;
  const together = fromEntries(PARAMETERS.map(({ symbol }) => [symbol, partOf(symbol, 1)])), wanted = apart ? asked : { ...asked, ...together };
  change(isLayer(wanted) || !layer ? wanted : nearest(wanted));
};
$("presets").append(...PRESETS.map(({ title, asked: texts }) => make("button", { type: "button", onclick: () => { apart = false; at = { panel: "output", row: 0, column: 0 }; halt(); change({ ...texts }); } }, title)));
matchMedia("(prefers-color-scheme: dark)").onchange = () => { readColors(); draw(); };
const begin = () => {
  apart = PARAMETERS.some(({ symbol }) => asked[symbol].includes("x"));
  show();
};
// By then the address may have been put back to what was shown: what was asked for is in the event.
addEventListener("hashchange", ({ newURL }) => { clearTimeout(keeping); if (readLink(newURL.split("#")[1] ?? "")) { halt(); begin(); } });
new ResizeObserver(() => { if (room !== $("stage").clientWidth) { room = 0; draw(); } }).observe($("stage"));

// What other scripts can ask: the steps, as the plan document has them.
globalThis.convanim = {
  asked: () => ({ ...asked }),
  steps: () => layer && range(layer.output[0]).flatMap(row => range(layer.output[1]).map(column => ({
    output: own(layer, [row, column]),
    window: own(layer, [layer.axes[0].window(row), layer.axes[1].window(column)]),
    reads: layer.axes[0].reads(row).flatMap(([r, u]) => layer.axes[1].reads(column).map(([c, v]) => [...own(layer, [r, c]), ...own(layer, [u, v])])),
  }))),
  values: () => layer && range(layer.output[0]).map(row => range(layer.output[1]).map(column => valueAt(layer, numbers, [row, column]))),
};
readColors();
if (!readLink(location.hash.slice(1))) readLink(DATA.asked);
begin();
