// One axis of the plain slide that a layer is drawn as, as `layers/axis.py` has it. Positions count its drawn cells.
const { max, min, floor, ceil, abs, round } = Math, { entries, fromEntries, assign } = Object;
const range = (count, start = 0) => Array.from({ length: count }, (_, at) => start + at);
const COPIES = {
  zeros: () => null,
  reflect: (index, size) => index < size ? abs(index) : 2 * (size - 1) - index,
  replicate: (index, size) => min(max(index, 0), size - 1),
  circular: (index, size) => (index % size + size) % size,
};
const axisOf = axis => {
  const { input, zeros, before, after, kernel, stride, dilation, flipped, mode = "zeros", beyond = 0, adaptive = 0 } = axis;
  const effective = dilation * (kernel - 1) + 1, upsampled = (input - 1) * (zeros + 1) + 1;
  const first = max(-before, 0), start = max(before, 0), end = start + upsampled + max(after, 0);
  const size = before + upsampled + after + beyond, output = adaptive || floor((size - effective) / stride) + 1;
  const source = position => {
    const offset = position - start;
    if (offset < 0 || offset >= upsampled) return position < end ? COPIES[mode](offset, input) : null;
    return offset % (zeros + 1) ? null : offset / (zeros + 1);
  };
  const window = out => first + (adaptive ? floor(out * input / adaptive) : out * stride);
  const span = out => adaptive ? first + ceil((out + 1) * input / adaptive) - window(out) : effective;
  const taps = out => range(ceil(span(out) / dilation)).map(tap => window(out) + tap * dilation);
  // Pairs of an input index and a kernel index that meet in an output index.
  const known = [], reads = out => known[out] ??= taps(out).map((position, tap) => [source(position), flipped ? kernel - 1 - tap : tap])
    .filter(([index]) => index !== null);
  // The other direction: pairs of an output index and a kernel index through which an input index gets there.
  let fed;
  const feeds = index => {
    if (!fed) {
      fed = range(input).map(() => []);
      for (const out of range(output)) for (const [from, tap] of reads(out)) fed[from].push([out, tap]);
    }
    return fed[index];
  };
  const inside = position => position >= start && position < start + upsampled;
  const cropped = position => position < first || position >= first + size;
  const counted = (out, padding) => taps(out).filter(at => padding ? at < end : inside(at) && source(at) !== null).length;
  return { ...axis, effective, upsampled, first, start, end, size, output, drawn: end + beyond,
    source, window, span, taps, reads, feeds, inside, cropped, counted };
};
