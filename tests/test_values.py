from __future__ import annotations

import io
import random
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.parameters import read_pair
from convanim.values.exact import Matrix, Value, plain, shown, simplest
from convanim.values.kernels import KERNELS, SIDE, is_kernel_name, named_kernel
from convanim.values.parse import BYTES, MOST_NUMBERS, read_values, require_size
from convanim.values.seeds import seeded, seeded_input, seeded_kernel

OPTION = "input_values"
FIXED = tuple(name for name, kernel in KERNELS.items() if "3×3" in kernel.needs)


ODD = tuple(name for name, kernel in KERNELS.items() if "odd" in kernel.needs)

kernels = pytest.mark.parametrize("name", KERNELS)


def read(text: str, stdin: str = "") -> Matrix:
    return read_values(OPTION, text, io.StringIO(stdin))


def refusal(text: str, stdin: str = "") -> str:
    with pytest.raises(ConvanimError) as refused:
        read(text, stdin)
    message = str(refused.value)
    assert message.startswith(OPTION)
    assert "\n" not in message
    return message


def kernel(name: str, size: tuple[int, int] | None = None, stride: tuple[int, int] = (1, 1)) -> Matrix:
    return named_kernel("kernel_values", name, size, stride)


def total(matrix: Matrix) -> Value:
    return sum((value for row in matrix for value in row), Fraction(0))


def written(matrix: Matrix, between: str, after: str) -> str:
    return after.join(between.join(str(plain(value)) for value in row) for row in matrix)


def test_a_seed_gives_these_numbers_on_every_machine() -> None:
    assert seeded_input(0, 3, 4) == ((1, 6, 7, 0), (8, 9, 4, 6), (4, 0, 9, 8))
    assert seeded_kernel(0, 3, 3) == ((1, 2, 0), (2, 2, 2), (2, 1, -1))
    assert seeded_input(-(2**70), 1, 5) == ((7, 5, 2, 2, 0),)


@pytest.mark.parametrize("seed", [0, 1, -1, 10**30, -(10**5000)], ids=["0", "1", "-1", "long", "very long"])
def test_seeded_numbers_are_whole_and_keep_their_bounds(seed: int) -> None:
    for matrix, low, high in (
        (seeded_input(seed, 20, 30), 0, 9),
        (seeded_kernel(seed, 20, 30), -1, 2),
        (seeded(seed, (20, 30), -3, -3), -3, -3),
    ):
        assert require_size(OPTION, matrix, None, "input") == (20, 30)
        assert {value for row in matrix for value in row} == set(range(low, high + 1))
        assert all(type(value) is int for row in matrix for value in row)


def test_different_seeds_give_different_numbers() -> None:
    assert len({seeded_input(seed, 4, 4) for seed in range(-50, 50)}) == 100


def test_input_and_kernel_of_a_seed_are_different_streams() -> None:
    assert all(seeded(seed, (4, 4), 0, 9, "input") != seeded(seed, (4, 4), 0, 9, "kernel") for seed in range(50))


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("1 2 3; 4 5 6", ((1, 2, 3), (4, 5, 6))),
        ("1,2;3,4", ((1, 2), (3, 4))),
        ("1, 2 ;\t3 , 4 ;", ((1, 2), (3, 4))),
        ("1 2\n3 4\n", ((1, 2), (3, 4))),
        ("\n  1 2;\r\n  3 4;\r\n", ((1, 2), (3, 4))),
        ("7", ((7,),)),
        ("-1 +2 −3", ((-1, 2, -3),)),
        ("1.5 .5 5. -0.25", ((Fraction(3, 2), Fraction(1, 2), 5, Fraction(-1, 4)),)),
        ("1e-3 1E3 −2.5e−1 1e+2", ((Fraction(1, 1000), 1000, Fraction(-1, 4), 100),)),
        ("0.1 0.30", ((Fraction(1, 10), Fraction(3, 10)),)),
        ("007 -0 0e99999999999", ((7, 0, 0),)),
        ("1.000000000000000000e+00", ((1,),)),
        ("999999999 -1e-9", ((999999999, Fraction(-1, 10**9)),)),
    ],
)
def test_rows_and_numbers_may_be_written_in_many_ways(text: str, matrix: Matrix) -> None:
    assert read(text) == matrix
    assert read("-", text) == matrix
    assert all(isinstance(value, int) == (value.denominator == 1) for row in read(text) for value in row)


@pytest.mark.parametrize(
    ("name", "data", "matrix"),
    [
        ("a.csv", b"1,2\n3,4\n", ((1, 2), (3, 4))),
        ("bom.csv", b"\xef\xbb\xbf1,2\r\n3,4\r\n\r\n\r\n", ((1, 2), (3, 4))),
        ("quoted.csv", b'"1","-2.5"\n3,4', ((1, Fraction(-5, 2)), (3, 4))),
        ("spaces.csv", b"1 2\n 3  4 \n", ((1, 2), (3, 4))),
        ("UPPER.CSV", b"1, 2", ((1, 2),)),
        ("a.tsv", b"1\t2\n3\t\xe2\x88\x924\n", ((1, 2), (3, -4))),
        ("a.txt", b"1 2; 3 4", ((1, 2), (3, 4))),
        ("bom.txt", b"\xef\xbb\xbf1, 2\n3, 4\n", ((1, 2), (3, 4))),
        ("3x3 of mine.csv", b"1", ((1,),)),
        ("-;.csv", b"1", ((1,),)),
        ("no suffix", b"1 2", ((1, 2),)),
    ],
)
def test_a_file_is_read_by_its_suffix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, matrix: Matrix
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    assert read(name) == matrix
    assert read(str(tmp_path / name)) == matrix


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    source = random.Random("round trip")
    for case in range(100):
        rows, columns = source.randint(1, 6), source.randint(1, 6)
        matrix = tuple(
            tuple(
                simplest(Fraction(source.randint(-(10**6), 10**6), 10 ** source.randint(0, 9)))
                for _ in range(columns)
            )
            for _ in range(rows)
        )
        for between, after in product((" ", ",", ", "), (";", "\n", "; ")):
            assert read(written(matrix, between, after)) == matrix
        for suffix, between in ((".csv", ","), (".tsv", "\t"), (".txt", " ")):
            path = tmp_path / f"{case}{suffix}"
            path.write_text(written(matrix, between, "\n"), encoding="utf-8")
            assert read(str(path)) == matrix


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2; 3 x", "input_values, row 2, column 2: 'x' is not a number; use numbers such as 3, -1.5 or 1e-3"),
        ("nan", "row 1, column 1: 'nan' is not a number"),
        ("1 -inf", "row 1, column 2: '-inf' is not a number"),
        ("Infinity 1", "column 1: 'Infinity' is not a number"),
        ("1,,2", "column 2: '' is not a number"),
        ("1,", "column 2: '' is not a number"),
        ("1;;2", "row 2, column 1: '' is not a number"),
        ("0x10", "'0x10'"),
        ("1_000", "'1_000'"),
        ("1/3", "'1/3'"),
        ("1 ２", "'２'"),
        ("--1", "'--1'"),
        ("+", "'+'"),
        ("1 .", "'.'"),
        ("1 e5", "'e5'"),
        ("1 \x00\x1b[31m", r"'\x00\x1b[31m'"),
        ("1" * 100 + "x", "'111111111111111111111111111111111111111…' is not a number"),
        ("1 2 3; 4 5", "input_values: row 2 has 2 numbers, row 1 has 3; give every row as many"),
        ("1 2; 3", "row 2 has 1 number, row 1 has 2"),
        ("", "input_values has no numbers; use rows such as"),
        (" \n ", "has no numbers"),
        (";", "has no numbers"),
        ("1000000000", "'1000000000' is too large; ±999,999,999 is the most"),
        ("-1e10", "'-1e10' is too large"),
        ("1e999999999", "'1e999999999' is too large"),
        ("1e" + "9" * 5000, "is too large"),
        ("1e-" + "9" * 5000, "is too fine"),
        ("1e-10", "'1e-10' is too fine; round it to at most 9 decimals and 15 digits"),
        ("1234567.123456789", "is too fine"),
        ("1 " * (MOST_NUMBERS + 1), "has more than 262,144 numbers, the most"),
        ("1" * (BYTES + 1), "more than 1,000,000 bytes are not read"),
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_a_wrong_text_is_refused_with_its_place_and_a_way_out(text: str, message: str) -> None:
    assert message in refusal(text)
    assert message.removeprefix(OPTION) in refusal("-", text)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"1,2\n3,x\n", "input_values 'a.csv', row 2, column 2: 'x' is not a number"),
        ("head.csv", b"a,b\n1,2\n", "row 1 is a header, not numbers; leave that line out"),
        ("semicolons.csv", b"1;2\n3;4\n", "'1;2' is not a number; numbers are separated by commas or tabs"),
        ("decimal commas.tsv", b"1,5\t2,5\n", "'1,5' is not a number; numbers are separated by commas or tabs"),
        ("gap.csv", b"1,2\n\n3,4\n", "row 2, column 1: '' is not a number"),
        ("ragged.csv", b"1,2\n3,4,5\n", "row 2 has 3 numbers, row 1 has 2"),
        ("empty.csv", b"", "input_values 'empty.csv' has no numbers"),
        ("blank.txt", b"\n \n", "has no numbers"),
        ("utf-16.csv", "1,2".encode("utf-16"), "is not UTF-8 text"),
        ("picture.gif", b"GIF89a\xff\xfe\x00", "is not UTF-8 text"),
        ("large.csv", b"1" * (BYTES + 1), "more than 1,000,000 bytes"),
        ("large minus.txt", "−1 ".encode() * (BYTES // 5 + 1), "more than 1,000,000 bytes"),
        ("long field.csv", b"1" * 200_000, "cannot be read as rows (field larger than"),
        ("many.csv", b"1," * MOST_NUMBERS + b"1", "more than 262,144 numbers"),
    ],
)
def test_a_wrong_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    assert message in refusal(name)


@pytest.mark.parametrize(
    "name",
    ["missing.csv", "missing", "info", "[[1,2],[3,4]]", "no/such/folder.txt", ".", "..", "a" * 5000, "\0", "\ud800"],
    ids=lambda name: ascii(name[:20]),
)
def test_what_is_no_file_is_refused_with_every_way_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    message = refusal(name)
    assert "cannot read it (" in message
    assert message.endswith("use rows such as [[1, 2], [3, 4]], an array, or a .csv, .tsv, .txt file")


def test_a_device_without_an_end_is_refused() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this machine has no /dev/zero")
    assert "a device or a pipe is not a file" in refusal("/dev/zero")


def test_a_stdin_that_cannot_be_read_is_refused() -> None:
    closed = io.StringIO()
    closed.close()
    for stdin in (None, closed, io.TextIOWrapper(io.BytesIO(b"1 \xff"), encoding="utf-8")):
        with pytest.raises(ConvanimError, match="stdin"):
            read_values(OPTION, "-", stdin)


def test_any_text_gives_a_matrix_or_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = random.Random("garbage")
    alphabets = [
        "0123456789 ,;\n.-+e",
        "01 ,;",
        "0123456789 ",
        "1\"',;\t\r\n\v\0",
        "1e-−+.9",
        "naif NA",
        "".join(map(chr, range(300))),
    ]
    read_in_full = 0
    for number in range(2000):
        text = "".join(source.choices(source.choice(alphabets), k=source.randint(0, 15))).replace("/", "|")
        name = f"{number}{source.choice(['.csv', '.tsv', '.txt', ''])}"
        Path(name).write_bytes(text.encode("utf-8" if number % 3 else "latin-1", "replace"))
        for given in (text, "-", f"./{name}"):
            try:
                matrix = read(given, text)
            except ConvanimError as refused:
                assert "\n" not in str(refused)
                continue
            assert {len(row) for row in matrix} == {len(matrix[0])}
            assert all(-(10**9) < value < 10**9 for row in matrix for value in row)
            assert read(written_exactly(matrix)) == matrix
            read_in_full += 1
    assert read_in_full > 300


def written_exactly(matrix: Matrix) -> str:
    return "; ".join(" ".join(f"{int(value * 10**9)}e-9" for value in row) for row in matrix)


@pytest.mark.parametrize(
    "text",
    [" " * BYTES, "\n" * BYTES, "1" * (BYTES - 1) + "x", "," * BYTES, ";" * BYTES, "0." + "0" * (BYTES - 10) + "1e9"],
    ids=["spaces", "lines", "digits", "commas", "semicolons", "zeros"],
)
def test_a_megabyte_of_nothing_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    refusal("-", text)
    for suffix in (".csv", ".tsv", ".txt"):
        path = tmp_path / f"a{suffix}"
        path.write_text(text, encoding="utf-8")
        refusal(str(path))


@kernels
def test_a_kernel_has_its_default_size(name: str) -> None:
    size = require_size("kernel_values", kernel(name, None, (2, 3)), None, "kernel")
    assert size == {"bilinear": (4, 5), "motion-blur": (5, 5), "gabor": (7, 7)}.get(name, (3, 3))


@kernels
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (3, 5), (4, 4), (2, 7)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_kernel_has_the_size_wanted_or_says_which_it_needs(name: str, size: tuple[int, int]) -> None:
    if name in FIXED and size != (3, 3):
        with pytest.raises(
            ConvanimError, match=rf"'{name}' needs a 3×3 kernel, but kernel is {size[0]}×{size[1]}; use kernel=3"
        ):
            kernel(name, size)
    elif name in ODD and any(side % 2 == 0 or (side < 3 and name != "identity") for side in size):
        with pytest.raises(ConvanimError, match=f"'{name}' needs an odd size"):
            kernel(name, size)
    else:
        assert require_size("kernel_values", kernel(name, size), size, "kernel") == size


@kernels
@pytest.mark.parametrize("size", [(0, 0), (-2, 3), (4, 6), (SIDE + 1, 1), (1, 10**30)])
def test_the_size_that_a_kernel_asks_for_is_one_it_has(name: str, size: tuple[int, int]) -> None:
    try:
        kernel(name, size)
    except ConvanimError as refused:
        (way,) = refused.ways
        kernel(name, read_pair("kernel", way.value))


@pytest.mark.parametrize("stride", [(0, 0), (-5, 1)])
def test_a_stride_below_1_is_left_for_the_layer_to_refuse(stride: tuple[int, int]) -> None:
    assert kernel("bilinear", None, stride) == ((1,),)


def test_a_stride_too_large_for_a_kernel_with_a_name_is_refused() -> None:
    with pytest.raises(
        ConvanimError, match=r"needs a size from 1 to 512, but stride makes it 600×4; use kernel=\(512, 4\)"
    ):
        kernel("bilinear", None, (300, 2))


@pytest.mark.parametrize("name", ["box", "gaussian", "identity"])
def test_the_weights_of_a_mean_sum_to_1(name: str) -> None:
    for size in product(range(1, 10), range(1, 10)):
        if name != "identity" or all(side % 2 for side in size):
            assert total(kernel(name, size)) == 1


@pytest.mark.parametrize(("name", "result"), [("sobel-x", 0), ("sobel-y", 0), ("laplacian", 0), ("sharpen", 1)])
def test_an_edge_kernel_gives_0_where_there_is_no_edge_and_sharpen_the_input(name: str, result: int) -> None:
    assert total(kernel(name)) == result


def test_the_sobel_kernels_are_each_other_turned_over() -> None:
    assert kernel("sobel-y") == tuple(zip(*kernel("sobel-x"), strict=True))


@pytest.mark.parametrize("name", [name for name in KERNELS if name != "emboss"])  # which is lit from one side
def test_a_kernel_is_symmetric_up_to_sign(name: str) -> None:
    matrix = kernel(name, None, (2, 2))
    turned = tuple(row[::-1] for row in matrix[::-1])
    sign = -1 if name.startswith(("sobel", "edge")) else 1
    assert turned == tuple(tuple(sign * value for value in row) for row in matrix)


@pytest.mark.parametrize(
    ("name", "size", "matrix"),
    [
        ("identity", (1, 3), ((0, 1, 0),)),
        ("box", (2, 2), ((Fraction(1, 4),) * 2,) * 2),
        ("gaussian", (1, 5), (tuple(Fraction(weight, 16) for weight in (1, 4, 6, 4, 1)),)),
        ("bilinear", (1, 3), ((Fraction(1, 2), 1, Fraction(1, 2)),)),
        ("bilinear", (1, 5), (tuple(Fraction(weight, 3) for weight in (1, 2, 3, 2, 1)),)),
    ],
)
def test_a_kernel_has_these_numbers(name: str, size: tuple[int, int], matrix: Matrix) -> None:
    assert kernel(name, size) == matrix


@pytest.mark.parametrize("s", range(1, 8))
def test_the_stamps_of_a_bilinear_kernel_on_ones_sum_to_1_inside(s: int) -> None:
    row = kernel("bilinear", None, (1, s))[0]
    count = 5
    sums: list[Value] = [0] * ((count - 1) * s + len(row))
    for stamp in range(count):
        for tap, weight in enumerate(row):
            sums[stamp * s + tap] += weight
    inside = sums[len(row) - s : len(sums) - (len(row) - s)]
    assert len(inside) >= (count - 2) * s
    assert set(inside) == {1}


@kernels
def test_the_numbers_of_a_kernel_are_ints_where_they_are_whole(name: str) -> None:
    for size in (None, (3, 3)):
        assert all(isinstance(value, int) == (value.denominator == 1) for row in kernel(name, size) for value in row)


def test_a_misspelt_kernel_points_to_the_nearest() -> None:
    with pytest.raises(ConvanimError, match=r"kernel_values 'gausian' is not known; did you mean 'gaussian'\?"):
        kernel("gausian")


@pytest.mark.parametrize("text", [*KERNELS, "gausian", "sobel_x", "SHARPEN", "nan"])
def test_a_word_looks_like_a_kernel_name(text: str) -> None:
    assert is_kernel_name(text)


@pytest.mark.parametrize("text", ["", "-", "1 2", "1", "a.csv", "./box", "box box", "a\n", "-x", "é"], ids=ascii)
def test_numbers_and_files_do_not_look_like_a_kernel_name(text: str) -> None:
    assert not is_kernel_name(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-7, "−7"),
        (100, "100"),
        (10**30, "1" + "0" * 30),
        (Fraction(4, 2), "2"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 2), "−0.5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 8), "0.125"),
        (Fraction(3, 8), "0.375"),
        (Fraction(1, 10), "0.1"),
        (Fraction(-1999, 1000), "−1.999"),
        (Fraction(999, 10), "99.9"),
        (Fraction(201, 200), "1.005"),
        (Fraction(1, 16), "0.0625"),
        (Fraction(1, 256), "0.00391"),
        (Fraction(-1, 1000), "−0.001"),
        (Fraction(9999, 10**5), "0.1"),
        (Fraction(1, 10**4), "0.0001"),
        (Fraction(99999, 10**9), "0.0001"),
        (Fraction(1, 10**5), "1e−5"),
        (Fraction(-123456, 10**14), "−1.23e−9"),
        (Fraction(10**12 + 1, 2), "500000000000.5"),
    ],
)
def test_a_number_is_shown_as_a_person_reads_it(value: Value, text: str) -> None:
    assert shown(value) == text


def test_what_is_shown_is_near_and_short_and_reads_back() -> None:
    source = random.Random("shown")
    for _ in range(2000):
        value = Fraction(source.randint(-(10**6), 10**6), 10 ** source.randint(0, 12) + source.randint(0, 3))
        text = shown(value)
        size = abs(value)
        back = Fraction(text.replace("−", "-"))
        assert abs(back - value) <= (Fraction(1, 200) if size >= Fraction(1, 10) else size / 200)
        assert len(text) <= len(str(int(size))) + 8
        assert text.count(".") <= 1
        assert not text.startswith((".", "−.", "−0e"))
        assert (text[0] == "−") == (value < 0)


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), (Fraction(-4, 2), -2), (Fraction(1, 10), 0.1), (Fraction(1, 3), 1 / 3)], ids=str
)
def test_a_number_for_json_is_an_int_where_it_is_whole(value: Value, number: float) -> None:
    assert plain(value) == number
    assert type(plain(value)) is type(number)


def test_a_number_that_is_read_survives_json() -> None:
    for text in ("0.1", "123456.123456789", "999999999", "-1e-9", "99999999.9999999"):
        assert read(str(plain(read(text)[0][0]))) == read(text)


def test_a_size_beside_the_numbers_must_be_theirs() -> None:
    matrix = read("1 2 3; 4 5 6")
    assert require_size(OPTION, matrix, (2, 3), "input") == require_size(OPTION, matrix, None, "input") == (2, 3)
    with pytest.raises(ConvanimError) as refused:
        require_size("kernel_values", matrix, (3, 2), "kernel")
    assert (
        str(refused.value)
        == "kernel_values has 2×3 numbers, but kernel is 3×2; leave kernel out, or give 3×2 numbers"
    )


SUMS = {
    "edge-h": 0, "edge-v": 0, "corner": 0, "sobel-x": 0, "sobel-y": 0, "laplacian": 0, "gabor": 0,
    "emboss": 1, "motion-blur": 1, "unsharp": 1, "sharpen": 1, "box": 1, "gaussian": 1, "identity": 1,
}  # fmt: skip


@pytest.mark.parametrize(("name", "total"), SUMS.items())
@pytest.mark.parametrize("size", [None, (3, 3), (5, 5), (9, 9), (3, 7)])
def test_kernels_are_normalised_or_blind_to_what_is_even(name: str, total: int, size: tuple[int, int] | None) -> None:
    if size != (3, 3) and "3×3" in KERNELS[name].needs:
        size = None
    matrix = named_kernel("kernel_values", name, size, (1, 1))
    assert sum(map(sum, matrix)) == total
    assert f"sum {total}" in KERNELS[name].told(matrix)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_an_edge_kernel_turned_is_the_other(size: int) -> None:
    across, down = (named_kernel("kernel_values", name, (size, size), (1, 1)) for name in ("edge-v", "edge-h"))
    assert across == tuple(zip(*down, strict=True))
    assert set(across[0]) == {-1, 0, 1}


def test_a_gabor_kernel_turns_with_its_angle() -> None:
    level, upright, slanted = (
        named_kernel("kernel_values", f"gabor:{degrees}", (7, 7), (1, 1)) for degrees in (0, 90, 45)
    )
    assert level == named_kernel("kernel_values", "gabor", None, (1, 1))
    assert upright == tuple(zip(*level, strict=True))
    assert slanted not in (level, upright)
    assert slanted == tuple(row[::-1] for row in slanted[::-1])


@pytest.mark.parametrize(("name", "way"), [("gabor:181", "gabor:1"), ("box:45", "box"), ("gabbor:45", "gabor")])
def test_an_angle_that_a_kernel_cannot_have_is_refused(name: str, way: str) -> None:
    with pytest.raises(ConvanimError, match=f"'?{way}'?"):
        named_kernel("kernel_values", name, None, (1, 1))


@pytest.mark.parametrize("size", [(5, 5), (3, 5), (4, 2)])
def test_motion_blur_runs_from_corner_to_corner(size: tuple[int, int]) -> None:
    matrix = named_kernel("kernel_values", "motion-blur", size, (1, 1))
    assert matrix[0][0] > 0
    assert matrix[-1][-1] > 0
    assert sum(map(sum, matrix)) == 1
