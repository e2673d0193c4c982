// The lines of the frameworks, as `frameworks/` writes them: null for what a framework has not.
const code = text => ({ code: text });
const python = value => value === null || typeof value !== "object" ? (typeof value === "string" ? `'${value}'` : `${value}`)
  : Array.isArray(value) ? `(${value.map(python).join(", ")}${value.length === 1 ? "," : ""})` : value.code;
const call = (name, first, numbers = {}) => `${name}(${[...first, ...entries(numbers).map(([key, value]) => `${key}=${python(value)}`)].join(", ")})`;
const joint = values => alike(values) ? values[0] : values;
const keywords = (layer, names) => fromEntries(entries(names)
  .filter(([, name]) => name === "kernel" || !isUsual(layer, name)).map(([key, name]) => [key, joint(own(layer, layer[name]))]));
const isPadded = layer => own(layer, layer.padding).flat().some(number => number);
const flatSides = pairs => [...pairs].reverse().flat();
const LEAST = code("-float('inf')");

const torchPad = (layer, x, how) => call("F.pad", [x, python(flatSides(own(layer, layer.padding)))], how);
const torchPool = (layer, name) => {
  const pool = `nn.${name}Pool${layer.dims}d`, counts = name === "Max" || countsPadding(layer);
  const numbers = keywords(layer, { kernel_size: "kernel", stride: "stride" });
  const sides = own(layer, layer.padding), kernel = own(layer, layer.kernel);
  const pads = sides.every(([before, after], axis) => before === after && before <= floor(kernel[axis] / 2));
  if (!counts && !pads) {
    const [sums, counted] = ["x", "torch.ones_like(x)"].map(x => call(`F.avg_pool${layer.dims}d`, [torchPad(layer, x)], numbers));
    return `${sums} / ${counted}  # the mean of the real cells: padding is not counted`;
  }
  const filled = name === "Max" ? { value: LEAST } : counts ? {} : { count_include_pad: code("False") };
  if (name === "Max") assign(numbers, keywords(layer, { dilation: "dilation" }));
  if (!pads) return `${call(pool, [], numbers)}(${torchPad(layer, "x", filled)})`;
  const padding = joint(sides.map(([before]) => before));
  return call(pool, [], { ...numbers, ...(padding ? { padding } : {}), ...(name === "Avg" ? filled : {}) });
};
const PYTORCH = {
  conv(layer) {
    const name = `nn.Conv${layer.dims}d`, even = paddedEvenly(layer);
    const numbers = keywords(layer, { kernel_size: "kernel", stride: "stride", dilation: "dilation" });
    if (!even && !(layer.stride.every(s => s === 1) && isPaddedBy(layer, "same"))) return `${call(name, [1, 1], numbers)}(${torchPad(layer, "x")})`;
    const padding = even ? joint(own(layer, layer.padding).map(([before]) => before)) : "same";
    return call(name, [1, 1], padding ? { ...numbers, padding } : numbers);
  },
  transposed(layer) {
    const axes = own(layer, [0, 1]).map(axis => {
      const [before, after] = layer.padding[axis], op = layer[ADDED][axis], extra = op + before - after, least = min(before, after);
      return extra >= 0 && extra < max(layer.stride[axis], layer.dilation[axis]) ? [before, extra, [0, 0]] : [least, op, [least - before, least - after]];
    });
    const numbers = keywords(layer, { kernel_size: "kernel", stride: "stride", dilation: "dilation" });
    if (axes.some(([padding]) => padding)) numbers.padding = joint(axes.map(([padding]) => padding));
    if (axes.some(([, op]) => op)) numbers[ADDED] = joint(axes.map(([, op]) => op));
    const conv = call(`nn.ConvTranspose${layer.dims}d`, [1, 1], numbers), crops = axes.map(axis => axis[2]);
    if (!crops.flat().some(number => number)) return conv;
    return `nn.Sequential(${conv}, nn.ZeroPad${layer.dims}d(${python(flatSides(crops))}))  # negative padding crops: the layer itself pads evenly`;
  },
  maxpool: layer => torchPool(layer, "Max"),
  avgpool: layer => torchPool(layer, "Avg"),
};

// What Keras takes for padding or cropping: one number, one pair for one axis, or a pair for each.
const around = sides => alike(sides.flat()) ? sides[0][0] : sides.length > 1 ? sides : sides[0];
const inOrder = parts => parts.length === 1 ? parts[0] : `keras.Sequential([${parts.join(", ")}])`;
const kerasPool = (layer, name) => {
  const pool = `keras.layers.${name}Pooling${layer.dims}D`, uncounted = name === "Average" && !countsPadding(layer);
  const strides = isUsual(layer, "stride") ? {} : { strides: joint(own(layer, layer.stride)) }, kernel = python(joint(own(layer, layer.kernel)));
  if (name === "Max" && isDilated(layer)) return null;
  if (!isPadded(layer)) return call(pool, [kernel], strides);
  if (isPaddedBy(layer, "same") && (name === "Max" || uncounted)) return call(pool, [kernel], { ...strides, padding: "same" });
  if (uncounted) return null;
  const filled = name === "Max" ? { constant_values: LEAST } : {};
  return `${call(pool, [kernel], strides)}(${call("keras.ops.pad", ["x", python([[0, 0], ...own(layer, layer.padding), [0, 0]])], filled)})`;
};
const KERAS = {
  conv(layer) {
    const name = `keras.layers.Conv${layer.dims}D`, numbers = keywords(layer, { kernel_size: "kernel", strides: "stride", dilation_rate: "dilation" });
    const before = isPadded(layer) ? [call(`keras.layers.ZeroPadding${layer.dims}D`, [python(around(own(layer, layer.padding)))])] : [], after = [];
    let told = "";
    if ("strides" in numbers && "dilation_rate" in numbers) {
      const { strides } = numbers;
      delete numbers.strides;
      after.push(call(`keras.layers.MaxPooling${layer.dims}D`, [1], { strides }));
      told = "  # Keras has no strides with dilation_rate: pooling of size 1 keeps the windows that are wanted";
    } else if (isPadded(layer) && isPaddedBy(layer, "same")) {
      told = "strides" in numbers && !layer.paddingName ? "  # for this input size: with strides, 'same' depends on it" : "";
      return call(name, [1], { ...numbers, padding: "same" }) + told;
    } else if (isPadded(layer) && isPaddedBy(layer, "causal")) return call(name, [1], { ...numbers, padding: "causal" });
    return inOrder([...before, call(name, [1], numbers), ...after]) + told;
  },
  transposed(layer) {
    const name = `keras.layers.Conv${layer.dims}DTranspose`, numbers = keywords(layer, { kernel_size: "kernel", strides: "stride", dilation_rate: "dilation" });
    let told = "";
    if ("strides" in numbers && "dilation_rate" in numbers) {
      delete numbers.dilation_rate;
      numbers.kernel_size = joint(own(layer, layer.axes).map(axis => axis.effective));
      told = "  # Keras has no strides with dilation_rate: the kernel's weights have zeros between them";
    }
    const cuts = own(layer, [0, 1]).map(axis => {
      const s = layer.stride[axis], [before] = layer.padding[axis];
      const rest = (layer.input[axis] - 1) * s + max(layer.axes[axis].effective, s) - before - layer.output[axis];
      return [[before, max(rest, 0)], [0, max(-rest, 0)]];
    });
    const [crops, added] = [0, 1].map(at => cuts.map(cut => cut[at])), some = pairs => pairs.flat().some(number => number);
    if (some(crops) && isPaddedBy(layer, "same")) return call(name, [1], { ...numbers, padding: "same" }) + told;
    const parts = [call(name, [1], numbers)];
    if (some(added)) parts.push(call(`keras.layers.ZeroPadding${layer.dims}D`, [python(around(added))]));
    if (some(crops)) parts.push(call(`keras.layers.Cropping${layer.dims}D`, [python(around(crops))]));
    return inOrder(parts) + told;
  },
  maxpool: layer => kerasPool(layer, "Max"),
  avgpool: layer => kerasPool(layer, "Average"),
};

const jaxConvolution = layer => {
  const axes = own(layer, layer.axes), turned = axes[0].flipped;
  const numbers = { window_strides: axes.map(axis => axis.stride), padding: axes.map(axis => [axis.before, axis.after]) };
  if (axes.some(axis => axis.zeros)) numbers.lhs_dilation = axes.map(axis => axis.zeros + 1);
  if (axes.some(axis => axis.dilation > 1)) numbers.rhs_dilation = axes.map(axis => axis.dilation);
  numbers.dimension_numbers = layer.dims > 1 ? ["NCHW", "OIHW", "NCHW"] : ["NCH", "OIH", "NCH"];
  const kernel = turned ? `w[:, :${", ::-1".repeat(axes.length)}]` : "w";
  return call("jax.lax.conv_general_dilated", ["x", kernel], numbers) + (turned ? "  # the kernel turned by 180°" : "");
};
const jaxWindows = layer => {
  const axes = own(layer, layer.axes), one = name => [1, 1, ...axes.map(axis => axis[name])];
  const numbers = { window_dimensions: one("kernel"), window_strides: one("stride"), padding: [[0, 0], [0, 0], ...axes.map(axis => [axis.before, axis.after])] };
  return axes.some(axis => axis.dilation > 1) ? { ...numbers, window_dilation: one("dilation") } : numbers;
};
const JAX = {
  conv: jaxConvolution,
  transposed: jaxConvolution,
  maxpool: layer => call("jax.lax.reduce_window", ["x", "-jnp.inf", "jax.lax.max"], jaxWindows(layer)),
  avgpool(layer) {
    const numbers = jaxWindows(layer), sums = call("jax.lax.reduce_window", ["x", "0.", "jax.lax.add"], numbers);
    if (countsPadding(layer) || !isPadded(layer)) return `${sums} / ${layer.kernel[0] * layer.kernel[1]}`;
    return `${sums} / ${call("jax.lax.reduce_window", ["jnp.ones_like(x)", "0.", "jax.lax.add"], numbers)}`;
  },
};
const FRAMEWORKS = { pytorch: PYTORCH, keras: KERAS, jax: JAX };
const codeLines = layer => fromEntries(entries(FRAMEWORKS)
  .map(([name, lines]) => [name, lines[layer.kind]?.(layer) ?? null]).filter(([, line]) => line !== null));

// The command line that draws this layer with these numbers, as `recipe/` words it.
const commandLine = (layer, numbers) => {
  const parts = ["convanim", layer.kind];
  for (const { name, flag } of PARAMETERS) {
    if (name === "padding" && layer.paddingName) parts.push(flag, layer.paddingName);
    else if (!KINDS[layer.kind].without.includes(name) && !isUsual(layer, name)) parts.push(flag, typed(own(layer, layer[name])));
  }
  if (layer.dims === 1) parts.push("--1d");
  const rows = grid => `'${grid.map(row => row.join(" ")).join("; ")}'`;
  if (numbers.input) parts.push("--input-values", rows(numbers.input));
  if (numbers.kernel && layer.weighted) parts.push("--kernel-values", rows(numbers.kernel));
  if (layer.weighted && !(numbers.input && numbers.kernel)) parts.push("--seed", "0");
  return parts.join(" ");
};
