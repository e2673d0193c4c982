// Layers as `layers/` makes them: the same numbers, the same refusals in the words of the command line.
// A layer is asked for by texts, as a person or a link writes them: { kind, dims, i, k, p, s, d, op }.
class Refusal { constructor(message) { this.message = message; } } // no Error, whose trace would take longer than all else
const refuse = (sentence, way) => { throw new Refusal(`${sentence}; ${way}`); };
const KINDS = DATA.kinds, PARAMETERS = DATA.parameters, PADDING_NAMES = DATA.paddings, MOST = DATA.most;
const SYMBOL = fromEntries(PARAMETERS.map(one => [one.name, one.symbol]));
const FLAG = fromEntries(PARAMETERS.map(one => [one.name, one.flag]));
const NUMBERS = PARAMETERS.filter(one => one.name !== "padding").map(one => one.name);
const KEEPS_RATIO = ["same", "same-lower"], AXIS_NAMES = ["rows", "columns"], ADDED = "output_padding";

// Whether input cells each stamp the kernel onto the output, as in a transposed convolution.
const stamps = layer => KINDS[layer.kind].stamps;
const namesOf = kind => PADDING_NAMES.filter(name => !KINDS[kind].unnamed.includes(name));
const alike = values => values.every(value => `${value}` === `${values[0]}`);
const isName = text => /^[a-z]/i.test(text);
const words = name => name.replace("_", " ");
const side = value => Array.isArray(value) ? (value[0] === value[1] ? `${value[0]}` : value.join("+")) : `${value}`;
const typed = values => alike(values) ? side(values[0]) : values.map(side).join("x");
const withArticle = text => `${"aeio".includes(text[0]) ? "an" : "a"} ${text}`;
const pads = ([before, after]) => before === after ? `2·${before}` : `${before} + ${after}`;

// What a text says: one whole number or two.
const parted = text => text.toLowerCase().replace(/×/g, "x").split("x");
const numbersIn = (text, most = 2) => {
  const parts = parted(text);
  return parts.length <= most && parts.every(part => /^-?\d{1,60}$/.test(part)) ? parts.map(Number) : null;
};
const readAxes = (name, text, dims) => {
  const numbers = numbersIn(text), flag = FLAG[name];
  if (!numbers) notASize(name, text);
  if (dims === 2) return [numbers[0], numbers.at(-1)];
  if (numbers.length > 1) refuse(`${flag} ${typed(numbers)}: in one dimension a size is one number`, `use ${flag} ${numbers[1]}, or leave out --1d`);
  return [name === "padding" || name === ADDED ? 0 : 1, numbers[0]];
};
const notASize = (name, text) => {
  const flag = FLAG[name], three = numbersIn(text, 3), more = name === "padding" ? `, before + after (-p 0+1), or one of ${PADDING_NAMES.join(", ")}` : "";
  if (three) refuse(`${flag} '${text}' has three dimensions, a picture two`, `draw a slice: ${flag} ${typed(three.slice(1))}`);
  throw new Refusal(`${flag} '${text}' is not a size: ${words(name)} takes a whole number (${flag} 3) or rows x columns (${flag} 3x5)${more}`);
};
const readPadding = (text, dims) => {
  if (!text.includes("+")) return readAxes("padding", text, dims).map(number => [number, number]);
  const pairs = parted(text).map(part => numbersIn(part.replace("+", "x")));
  if (pairs.length > 2 || pairs.some(pair => !pair)) notASize("padding", text);
  const both = pairs.map(pair => [pair[0], pair.at(-1)]);
  if (dims === 2) return [both[0], both.at(-1)];
  if (both.length > 1) refuse(`-p ${typed(both)}: in one dimension a size is one number`, `use -p ${side(both[1])}, or leave out --1d`);
  return [[0, 0], both[0]];
};

const same = (i, k, s, d) => {
  const total = max((ceil(i / s) - 1) * s + d * (k - 1) + 1 - i, 0);
  return [floor(total / 2), total - floor(total / 2)];
};
const PADDINGS = {
  valid: () => [0, 0],
  same,
  "same-lower": (...numbers) => same(...numbers).reverse(),
  half: (i, k, s, d) => { const half = floor((d * (k - 1) + 1) / 2); return [half, half]; },
  full: (i, k, s, d) => [d * (k - 1), d * (k - 1)],
  causal: (i, k, s, d) => [d * (k - 1), 0],
};
// What `same` cuts off a transposed convolution, and the output padding it makes up for.
const sameCrop = (k, s, d) => {
  const total = d * (k - 1) + 1 - s, before = max(floor(total / 2), 0);
  return [[before, max(total - before, 0)], max(before - total, 0)];
};
// Padding, and output padding where the name says that too, for every axis.
const paddedByName = (layer, name) => {
  const axes = [0, 1].map(axis => [layer.input[axis], layer.kernel[axis], layer.stride[axis], layer.dilation[axis]]);
  if (!stamps(layer) || !KEEPS_RATIO.includes(name)) return { padding: axes.map(one => PADDINGS[name](...one)) };
  const cuts = axes.map(([, k, s, d]) => sameCrop(k, s, d));
  return { padding: cuts.map(([sides]) => name === "same" ? sides : sides.reverse()), [ADDED]: cuts.map(([, more]) => more) };
};
const isPaddedBy = (layer, name) => {
  if (name === layer.paddingName) return true;
  if (!namesOf(layer.kind).includes(name) || (name === "causal" && layer.dims !== 1)) return false;
  return entries(paddedByName(layer, name)).every(([key, value]) => `${value}` === `${layer[key]}`);
};
const checkName = (layer, name) => {
  const { summary } = KINDS[layer.kind], paddings = namesOf(layer.kind);
  if (stamps(layer) && KEEPS_RATIO.includes(name) && max(...layer[ADDED])) {
    refuse(`-p ${name} makes o = i·s, so there is no output padding`, `leave out ${FLAG[ADDED]}`);
  }
  const others = paddings.filter(other => layer.dims === 1 || other !== "causal");
  if (others.includes(name)) return;
  if (paddings.includes(name)) refuse(`-p '${name}' is for one dimension: what is earlier?`, "use --1d, or -p 1");
  const problem = PADDING_NAMES.includes(name) ? `is not for ${withArticle(summary)}` : "is not known";
  refuse(`-p '${name}' ${problem}`, `use -p with a number, HxW, or one of ${others.join(", ")}`);
};

const checkLeast = (layer, name, values, apart = true) => values.forEach((value, axis) => {
  const { least, flag } = PARAMETERS.find(one => one.name === name), number = min(...[value].flat());
  const where = apart && `${values[0]}` !== `${values[1]}` && layer.dims === 2 ? ` of the ${AXIS_NAMES[axis]}` : "";
  if (number < least) refuse(`${flag} ${number}: the ${words(name)}${where} is at least ${least}`, `use ${flag} ${least} or more`);
});
const CHECKS = {
  // The window fits the padded input.
  sliding(layer, axis) {
    const { window } = KINDS[layer.kind], i = layer.input[axis], k = layer.kernel[axis], d = layer.dilation[axis];
    const [before, after] = layer.padding[axis], room = i + before + after, effective = d * (k - 1) + 1;
    if (effective <= room) return;
    const where = (alike(layer.input) && alike(layer.kernel)) || layer.dims === 1 ? "" : ` along the ${AXIS_NAMES[axis]}`;
    const spans = `${window} ${k}${d > 1 ? ` with dilation ${d}` : ""}`;
    const sums = `${i} + ${pads([before, after])} = ${room} < ${d > 1 ? `${d}·(${k} - 1) + 1 = ` : ""}${effective}`;
    const largest = floor((room - 1) / d) + 1, needed = ceil((effective - i) / 2);
    const may = layer.weighted || needed <= floor(k / 2);
    refuse(`${spans} does not fit input ${i} with padding ${side([before, after])}${where} (${sums})`,
      may ? `use -p ${needed} or a kernel (-k) of at most ${largest}` : `use -k ${largest} or less`);
  },
  // Padding in numbers is at most half of a pool's window.
  half(layer, axis) {
    const k = layer.kernel[axis], most = max(...layer.padding[axis]), half = floor(k / 2);
    if (most <= half || layer.paddingName) return;
    refuse(`padding ${most} is more than half of ${KINDS[layer.kind].window} ${k}${along(layer, axis)}: it could read padding alone`,
      `use -p ${half}${k > 1 ? " or less" : ""}, or a name such as -p same`);
  },
  // Output padding is below stride or dilation, and there is an output.
  output(layer, axis) {
    const [i, k, s, d, op] = ["input", "kernel", "stride", "dilation", ADDED].map(name => layer[name][axis]);
    const [before, after] = layer.padding[axis], where = along(layer, axis), most = max(s, d);
    if (op >= most) refuse(`output padding ${op} is not below stride ${s} or dilation ${d}${where}`, `use ${FLAG[ADDED]} ${most - 1}${most > 1 ? " or less" : ""}`);
    const o = (i - 1) * s - before - after + d * (k - 1) + op + 1, largest = floor((before + after + o - 1) / 2);
    if (o >= 1) return;
    const padding = before === after ? `2·${before}` : `(${before} + ${after})`;
    refuse(`padding ${side([before, after])} leaves no output${where}: (${i} - 1)·${s} - ${padding} + ${d}·(${k} - 1) + ${op} + 1 = ${o} < 1`,
      largest < 0 ? "use a larger -i or -k" : `use -p ${largest}${largest > 0 ? " or less" : ""}`);
  },
};
const checksOf = layer => stamps(layer) ? ["output"] : layer.weighted ? ["sliding"] : ["half", "sliding"];

const along = (layer, axis) => square(layer) ? "" : ` along the ${AXIS_NAMES[axis]}`;
const plainAxis = (layer, axis) => {
  const [before, after] = layer.padding[axis], input = layer.input[axis], kernel = layer.kernel[axis];
  const dilation = layer.dilation[axis], stride = layer.stride[axis], beside = dilation * (kernel - 1);
  if (!stamps(layer)) return { input, zeros: 0, before, after, kernel, stride, dilation, flipped: false };
  return { input, zeros: stride - 1, before: beside - before, after: beside - after + layer[ADDED][axis], kernel, stride: 1, dilation, flipped: true };
};
const square = layer => layer.dims === 1 || JSON.stringify(plainAxis(layer, 0)) === JSON.stringify(plainAxis(layer, 1));

// The layer that is asked for. Throws a Refusal for one that no framework accepts, or that this page has no room for.
const layerOf = texts => {
  const kind = KINDS[texts.kind], dims = Number(texts.dims || 2);
  if (!kind) throw new Refusal(`kind '${texts.kind}' is not known; use one of ${Object.keys(KINDS).join(", ")}`);
  if (dims !== 1 && dims !== 2) refuse(`dims=${texts.dims} is not drawn`, "use 1 or 2");
  const layer = { kind: texts.kind, dims, weighted: kind.weighted, paddingName: "" };
  for (const name of NUMBERS) layer[name] = readAxes(name, texts[SYMBOL[name]], dims);
  const padding = texts.p, name = isName(padding) ? padding.replace(/_/g, "-") : "";
  if (name) {
    checkName(layer, name);
    for (const one of ["input", "kernel", "stride", "dilation"]) checkLeast(layer, one, layer[one], false);
    assign(layer, paddedByName(layer, name), { paddingName: name });
  } else layer.padding = readPadding(padding, dims);
  for (const one of PARAMETERS) {
    checkLeast(layer, one.name, layer[one.name]);
    if (kind.without.includes(one.name) && layer[one.name].some(value => value !== one.default)) {
      refuse(`${withArticle(kind.summary)} has no ${words(one.name)}`, `leave out ${one.flag} ${typed(layer[one.name])}`);
    }
  }
  for (const axis of [0, 1]) for (const check of checksOf(layer)) CHECKS[check](layer, axis);
  checkRoom(layer);
  return layer;
};
const checkRoom = layer => {
  for (const one of PARAMETERS) {
    const largest = max(...layer[one.name].flat()), most = MOST[one.name];
    if (largest > most && !(one.name === "padding" && layer.paddingName)) refuse(`${one.flag} ${largest} is more than this page shows`, `use ${one.flag} ${most} or less`);
  }
  const { before, after, zeros, input } = [0, 1].map(axis => plainAxis(layer, axis)).sort((a, b) => cells(b) - cells(a))[0];
  const size = cells({ before, after, zeros, input });
  if (size > DATA.cells) refuse(`the padded input has ${size} cells along one axis, and this page shows ${DATA.cells}`, "use a smaller -i or -p");
};
const cells = axis => max(axis.before, 0) + (axis.input - 1) * (axis.zeros + 1) + 1 + max(axis.after, 0);
const withAxes = layer => {
  const axes = [0, 1].map(axis => axisOf(plainAxis(layer, axis)));
  return { ...layer, axes, output: axes.map(axis => axis.output) };
};

const own = (layer, pair) => pair.slice(2 - layer.dims);
const given = (layer, name) => { const values = own(layer, layer[name]); return alike(values) ? side(values[0]) : values.map(side).join("×"); };
const sizeText = (layer, pair) => own(layer, pair).join("×");
const isUsual = (layer, name) => {
  const least = PARAMETERS.find(one => one.name === name).default;
  if (name === "stride" && !layer.weighted) return `${layer.stride}` === `${layer.kernel}`;
  if (name === ADDED && stamps(layer) && KEEPS_RATIO.includes(layer.paddingName)) return true;
  return own(layer, layer[name]).flat().every(number => number === (name === "stride" ? 1 : least));
};
const paddedEvenly = layer => layer.padding.every(([before, after]) => before === after);
const isDilated = layer => layer.dilation.some(d => d !== 1);

// Whether padding counts in the divisor of a mean; what the sum for an output cell is divided by.
const countsPadding = layer => !KEEPS_RATIO.includes(layer.paddingName);
const divisorOf = (layer, row, column) => layer.axes[0].counted(row, countsPadding(layer)) * layer.axes[1].counted(column, countsPadding(layer));

// The output size in symbols, and worked out along one axis.
const generalFormula = layer => {
  const ratio = KEEPS_RATIO.includes(layer.paddingName), even = paddedEvenly(layer), dilated = isDilated(layer);
  if (!stamps(layer)) return ratio ? "⌈i / s⌉" : `⌊(i + ${even ? "2p" : "p₁ + p₂"} − ${dilated ? "d(k − 1) − 1" : "k"}) / s⌋ + 1`;
  if (ratio) return "i·s";
  return `(i − 1)s + ${dilated ? "d(k − 1) + 1" : "k"} − ${even ? "2p" : "(p₁ + p₂)"}${max(...layer[ADDED]) ? " + op" : ""}`;
};
const workedOut = (layer, axis) => {
  const [i, k, s, d, op] = ["input", "kernel", "stride", "dilation", ADDED].map(name => layer[name][axis]), o = layer.output[axis];
  const sides = layer.padding[axis], ratio = KEEPS_RATIO.includes(layer.paddingName), dilated = isDilated(layer);
  const padding = paddedEvenly(layer) ? pads(sides) : sides.join(" + ");
  if (!stamps(layer)) return ratio ? `⌈${i} / ${s}⌉ = ${o}` : `⌊(${i} + ${padding} − ${dilated ? `${d}·(${k} − 1) − 1` : k}) / ${s}⌋ + 1 = ${o}`;
  if (ratio) return `${i}·${s} = ${o}`;
  return `(${i} − 1)·${s} + ${dilated ? `${d}·(${k} − 1) + 1` : k} − ${paddedEvenly(layer) ? padding : `(${padding})`}${max(...layer[ADDED]) ? ` + ${op}` : ""} = ${o}`;
};
// One line, or one for each axis where they differ.
const formula = layer => {
  const lines = [0, 1].slice(2 - layer.dims).map(axis => workedOut(layer, axis)), general = `o = ${generalFormula(layer)}`;
  if (alike(lines)) return [`${general} = ${lines[0]}`];
  const used = [0, 1].filter(axis => max(layer.input[axis], layer.kernel[axis], layer.output[axis]) > 1);
  return used.length === 1 ? [`${general} = ${lines[used[0]]}`] : [general, ...lines.map((line, axis) => `${AXIS_NAMES[axis]}: ${line}`)];
};
