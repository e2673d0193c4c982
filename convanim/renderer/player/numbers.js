// The numbers in the cells: those that Python makes from seed 0, but for what was typed; and how they are said.
const MOST_TERMS = 16, FINEST = 1e9;
const shown = value => {
  if (value === -Infinity) return "−∞";
  const size = abs(value), four = round(size * 1e4) / 1e4;
  let decimals = abs(four - size) < 1e-12 ? 4 : 2;
  while (size > 0 && size < 0.1 && size * 10 ** decimals < 100) decimals++;
  const text = size < 1e-4 && size ? size.toExponential(2).replace("-", "−") : `${+size.toFixed(decimals)}`;
  return value < 0 ? `−${text}` : text;
};
const tidy = value => Number.isFinite(value) ? round(value * FINEST) / FINEST : value;
const isShort = value => value === -Infinity || abs(round(value * 1e4) / 1e4 - value) < 1e-12;
// Five signs hold as many numbers of a smaller base as Python put there.
const unpacked = (text, least, base, together) => text.match(/.{5}/g).flatMap(five => {
  let value = 0;
  for (const sign of five) { const code = sign.charCodeAt(); value = value * 85 + code - (code > 92 ? 37 : code > 60 ? 36 : 35); }
  return range(together).map(at => floor(value / base ** (together - 1 - at)) % base + least);
});
const MADE = { input: unpacked(DATA.input, 0, 10, 9), kernel: unpacked(DATA.kernel, -1, 4, 16) };
const numbersOf = (layer, typedIn) => {
  const made = name => (row, column) => MADE[name][row * layer[name][1] + column];
  const grid = (name, make) => typedIn[name].size ? (row, column) => typedIn[name].get(`${row},${column}`) ?? make(row, column) : make;
  const x = grid("input", made("input"));
  const w = layer.weighted ? grid("kernel", made("kernel")) : () => 1;
  const rows = (name, at) => typedIn[name].size
    ? range(layer[name][0]).map(row => range(layer[name][1]).map(column => at(row, column))) : null;
  return { x, w, typed: { input: rows("input", x), kernel: layer.weighted ? rows("kernel", w) : null } };
};

// What meets in an output cell: value, weight, and the places of both.
const termsAt = (layer, numbers, [row, column]) => {
  const [rows, columns] = layer.axes, across = columns.reads(column);
  return rows.reads(row).flatMap(([r, u]) => across.map(([c, v]) => ({ value: numbers.x(r, c), weight: numbers.w(u, v), input: [r, c], kernel: [u, v] })));
};
const REDUCTIONS = {
  "weighted sum": {
    value: terms => tidy(terms.reduce((sum, term) => sum + term.value * term.weight, 0)),
    worded: terms => terms.map(({ value, weight }, at) => `${at ? (weight < 0 ? " − " : " + ") : weight < 0 ? "−" : ""}${value < 0 ? `(${shown(value)})` : shown(value)}·${shown(abs(weight))}`).join(""),
    told: terms => `the sum of ${terms.length} products`,
    met: (layer, numbers, place, tap) => `×${shown(numbers.w(...tap))}`,
    feeds: count => `goes into ${count}, times the weight that stands there`,
  },
  max: {
    value: terms => terms.reduce((most, term) => max(most, term.value), -Infinity),
    worded: terms => `max(${terms.map(term => shown(term.value)).join(", ")})`,
    told: terms => `the largest of ${terms.length} values`,
    met: (layer, numbers, place, tap, read) => `${winnerAt(layer, numbers, place)}` === `${read}` ? "max" : "",
    feeds: count => `is read by ${count}; where it is the largest, max stands there`,
    kept: "the largest value is kept", empty: "−∞",
  },
  mean: {
    value: (terms, divisor) => divisor ? tidy(terms.reduce((sum, term) => sum + term.value, 0) / divisor) : 0,
    worded(terms, divisor) {
      const sum = terms.map(({ value }, at) => `${at ? (value < 0 ? " − " : " + ") : value < 0 ? "−" : ""}${shown(abs(value))}`).join("");
      return `${terms.length > 1 || terms[0].value < 0 ? `(${sum})` : sum} / ${divisor}`;
    },
    told: (terms, divisor) => `the sum of ${terms.length} values / ${divisor}`,
    met: (layer, numbers, place) => `÷${divisorOf(layer, ...place)}`,
    feeds: count => `goes into ${count}, divided by what stands there`,
    kept: "the mean is kept", divides: true,
  },
};
const reductionOf = layer => REDUCTIONS[KINDS[layer.kind].reduction];
// Of the input cells that are read the first of the largest.
const winnerAt = (layer, numbers, [row, column]) => {
  const [rows, columns] = layer.axes;
  let best = null;
  for (const [r] of rows.reads(row)) for (const [c] of columns.reads(column)) if (!best || numbers.x(r, c) > numbers.x(...best)) best = [r, c];
  return best;
};
const dividedBy = (layer, place) => reductionOf(layer).divides ? divisorOf(layer, ...place) : null;
const valueAt = (layer, numbers, place) => reductionOf(layer).value(termsAt(layer, numbers, place), dividedBy(layer, place));

const placeWords = (layer, place) => layer.dims === 1 ? `${place[1]}` : `(${place.join(", ")})`;
const outputSentence = (layer, numbers, place) => {
  const terms = termsAt(layer, numbers, place), divisor = dividedBy(layer, place), reduction = reductionOf(layer);
  const value = reduction.value(terms, divisor), target = `output ${placeWords(layer, place)}`;
  if (!terms.length) return [`${target} = `, shown(value), ": no input is read"];
  const exact = isShort(value) && terms.every(term => isShort(term.value) && isShort(term.weight)) ? "=" : "≈";
  const worded = terms.length > MOST_TERMS ? reduction.told(terms, divisor) : reduction.worded(terms, divisor);
  return worded === shown(value) ? [`${target} ${exact} `, worded, ""] : [`${target} ${exact} ${worded} ${exact} `, shown(value), ""];
};

// The outputs that an input cell feeds, with what it meets on its way there: worked out where it is shown.
const fedBy = (layer, numbers, read) => layer.axes[0].feeds(read[0]).flatMap(([row, u]) => layer.axes[1].feeds(read[1]).map(([column, v]) =>
  ({ place: [row, column], met: () => reductionOf(layer).met(layer, numbers, [row, column], [u, v], read) })));
const inputSentence = (layer, numbers, place) => {
  const count = fedBy(layer, numbers, place).length, target = `input ${placeWords(layer, place)} = `;
  const outputs = count === 1 ? "1 output" : `${count} outputs`;
  return [target, shown(numbers.x(...place)), count ? ` ${reductionOf(layer).feeds(outputs)}` : " is never read"];
};
