"""Small doubles of PyTorch's and Keras's models: the same attributes and hooks, on shapes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any


class Tensor:
    """A shape."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape = tuple(shape)
        self.device = "cpu"

    def to(self, device: str) -> Tensor:
        return Tensor(self.shape)


class FakeTorch:
    """What is asked of `torch` itself; `on_meta` tells whether models may run there."""

    def __init__(self, on_meta: bool = True) -> None:
        self.devices: list[str] = []
        self.on_meta = on_meta
        self.func = SimpleNamespace(functional_call=self._call)

    def no_grad(self) -> Any:
        return nullcontext()

    def empty(self, shape: Sequence[int], device: str) -> Tensor:
        return Tensor(shape)

    def zeros(self, shape: Sequence[int], device: str) -> Tensor:
        self.devices.append(device)
        return Tensor(shape)

    def _call(self, model: Any, values: Any, arguments: tuple[Any, ...]) -> Any:
        if not self.on_meta:
            raise NotImplementedError("no such operator on meta")
        self.devices.append("meta")
        return model(*arguments)


class Module:
    """A module with hooks and modules in it."""

    def __init__(self, **inner: Any) -> None:
        self.training = True
        self._hooks: list[Callable[..., None]] = []
        self._inner = inner
        for name, module in inner.items():
            setattr(self, name, module)

    def children(self) -> Iterator[Module]:
        return iter(self._inner.values())

    def named_modules(self) -> Iterator[tuple[str, Module]]:
        yield "", self
        for name, module in self._inner.items():
            for more, inner in module.named_modules():
                yield f"{name}.{more}".rstrip("."), inner

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        return iter([("weight", Tensor((1,)))])

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        return iter(())

    def register_forward_hook(self, hook: Callable[..., None]) -> Any:
        self._hooks.append(hook)
        return SimpleNamespace(remove=lambda: self._hooks.remove(hook))

    def eval(self) -> None:
        for _, module in self.named_modules():
            module.training = False

    def __call__(self, x: Tensor) -> Tensor:
        made = self.forward(x)
        for hook in self._hooks:
            hook(self, (x,), made)
        return made

    def forward(self, x: Tensor) -> Tensor:
        for module in self._inner.values():
            x = module(x)
        return x


def sequential(*modules: Module) -> Module:
    made = Module(**{str(number): module for number, module in enumerate(modules)})
    made.__class__ = type("Sequential", (Module,), {})
    return made


class _Sliding(Module):
    def __init__(self, k: int, s: int, p: int) -> None:
        super().__init__()
        self.kernel_size, self.stride, self.padding = (k, k), (s, s), (p, p)

    def sides(self, x: Tensor) -> list[int]:
        (k, _), (s, _), (p, _) = self.kernel_size, self.stride, self.padding
        return [(side + 2 * p - k) // s + 1 for side in x.shape[2:]]


class Conv2d(_Sliding):
    def __init__(self, inputs: int, outputs: int, k: int, s: int = 1, p: int = 0, groups: int = 1) -> None:
        super().__init__(k, s, p)
        self.in_channels, self.out_channels, self.groups, self.dilation = inputs, outputs, groups, (1, 1)
        self.padding_mode = "zeros"

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1] != self.in_channels:
            raise RuntimeError(f"expected {self.in_channels} channels, got {x.shape[1]}")
        return Tensor((x.shape[0], self.out_channels, *self.sides(x)))


class MaxPool2d(_Sliding):
    def __init__(self, k: int, s: int | None = None, p: int = 0) -> None:
        super().__init__(k, s or k, p)
        self.dilation, self.ceil_mode = (1, 1), False

    def forward(self, x: Tensor) -> Tensor:
        return Tensor((*x.shape[:2], *self.sides(x)))


class AdaptiveAvgPool2d(Module):
    output_size = (1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return Tensor((*x.shape[:2], 1, 1))


class Same(Module):
    def forward(self, x: Tensor) -> Tensor:
        return Tensor(x.shape)


class BatchNorm2d(Same): ...


class ReLU(Module):
    """Done in place, as most are: what comes out is what came in."""

    def forward(self, x: Tensor) -> Tensor:
        return x


class GELU(Same): ...


class MultiheadAttention(Same): ...


class Flatten(Module):
    def forward(self, x: Tensor) -> Tensor:
        return Tensor((x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]))


class Linear(Module):
    def forward(self, x: Tensor) -> Tensor:
        return Tensor((x.shape[0], 1000))


class Conv3d(Same): ...


class BasicBlock(Module):
    """Two layers, and what came in is added: through a layer of its own where the size changes."""

    def __init__(self, inputs: int, outputs: int, s: int) -> None:
        beside = {"downsample": sequential(Conv2d(inputs, outputs, 1, s), BatchNorm2d())} if s > 1 else {}
        super().__init__(
            conv1=Conv2d(inputs, outputs, 3, s, 1), bn1=BatchNorm2d(), relu=ReLU(),
            conv2=Conv2d(outputs, outputs, 3, 1, 1), bn2=BatchNorm2d(), **beside,
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        inner = self._inner
        made = inner["bn2"](inner["conv2"](inner["relu"](inner["bn1"](inner["conv1"](x)))))
        if "downsample" in inner:
            inner["downsample"](x)
        made = Tensor(made.shape)  # the sum
        return Tensor(inner["relu"](made).shape)


def resnet18() -> Module:
    stages = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
    return sequential(
        Conv2d(3, 64, 7, 2, 3), BatchNorm2d(), ReLU(), MaxPool2d(3, 2, 1),
        *(sequential(BasicBlock(i, o, s), BasicBlock(o, o, 1)) for i, o, s in stages),
        AdaptiveAvgPool2d(), Flatten(), Linear(),
    )  # fmt: skip


class KerasLayer:
    """A layer that says its shapes."""

    def __init__(self, made: Callable[[tuple[Any, ...]], tuple[Any, ...]] = lambda shape: shape, **more: Any) -> None:
        self.compute_output_shape = made
        vars(self).update(more)


def keras(name: str, *arguments: Any, **more: Any) -> KerasLayer:
    layer = KerasLayer(*arguments, **more)
    layer.__class__ = type(name, (KerasLayer,), {})
    return layer
