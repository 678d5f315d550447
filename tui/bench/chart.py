"""The results as a picture: two bar charts side by side in one SVG, for documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from tui.bench.report import heading, machine, millions
from tui.bench.values import Plan, Result

_WIDTH = 820
_ROW = 44
_TOP = 96
_BAR = 20
_LABEL_RIGHT = 128
_RATE_LEFT, _RATE_WIDTH = 140, 270
_DELAY_LEFT, _DELAY_WIDTH = 508, 220
_INK, _DIM, _PAPER, _FRAME = "#1f2933", "#616e7c", "#fdfdfc", "#d9dee4"
_RATE, _P50, _P99 = "#2a7f9e", "#c96f2b", "#f0c9a6"
_STYLE = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;"
    f"font-size:13px;fill:{_INK}}}"
    f".title{{font-size:16px;font-weight:600}}.dim{{fill:{_DIM};font-size:12px}}"
    ".head{font-weight:600}.value{font-variant-numeric:tabular-nums}"
)


def draw(results: Sequence[Result], plan: Plan) -> str:
    """The picture of some engines' results, as SVG text."""
    height = _TOP + _ROW * len(results) + 40
    rate_scale = _scale([each.deliveries_per_s for each in results], _RATE_WIDTH)
    delay_scale = _scale([each.p99_ms for each in results], _DELAY_WIDTH)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(_description(results, plan))}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8" '
        f'fill="{_PAPER}" stroke="{_FRAME}"/>',
        _text(24, 34, heading(plan), "title"),
        _text(_RATE_LEFT, 70, "Deliveries a second", "head"),
        _text(_DELAY_LEFT, 70, f"Delay in ms at {plan.rate:g} messages/s", "head"),
        *_key(_DELAY_LEFT, 88),
    ]
    for index, result in enumerate(results):
        parts += _engine(result, _TOP + _ROW * index + 8, rate_scale, delay_scale)
    parts.append(_text(24, height - 16, machine(), "dim"))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


Scale = Callable[[float], float]


def _scale(values: Sequence[float], width: float) -> Scale:
    most = max(values, default=0.0)
    # The longest bar leaves room for its number.
    return lambda value: 0.0 if not most else max(1.0, value / most * (width - 64))


def _engine(result: Result, y: float, rate_scale: Scale, delay_scale: Scale) -> list[str]:
    base = y + 15
    parts = [_text(_LABEL_RIGHT, base, result.engine, anchor="end")]
    if result.error:
        return [*parts, _text(_RATE_LEFT, base, "failed", "dim")]
    star = "*" if result.saturated else ""
    rate, p50, p99 = (
        rate_scale(result.deliveries_per_s),
        delay_scale(result.p50_ms),
        delay_scale(result.p99_ms),
    )
    delays = f"{result.p50_ms:.2f} / {result.p99_ms:.2f}"
    return [
        *parts,
        _bar(_RATE_LEFT, y, rate, _RATE),
        _text(_RATE_LEFT + rate + 8, base, millions(result.deliveries_per_s) + star, "value"),
        _bar(_DELAY_LEFT, y, p99, _P99),
        _bar(_DELAY_LEFT, y, p50, _P50),
        _text(_DELAY_LEFT + p99 + 8, base, delays, "value"),
    ]


def _key(x: float, y: float) -> list[str]:
    return [
        f'<rect x="{x}" y="{y - 9}" width="10" height="10" rx="2" fill="{_P50}"/>',
        _text(x + 15, y, "half are faster", "dim"),
        f'<rect x="{x + 110}" y="{y - 9}" width="10" height="10" rx="2" fill="{_P99}"/>',
        _text(x + 125, y, "99 of 100 are", "dim"),
    ]


def _bar(x: float, y: float, width: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{_BAR}"'
    return f'<rect x="{x}" y="{y:.1f}" {size} rx="3" fill="{colour}"/>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}{side}>{escape(text)}</text>'


def _description(results: Sequence[Result], plan: Plan) -> str:
    figures = [
        f"{each.engine} {millions(each.deliveries_per_s)} deliveries/s, p50 {each.p50_ms:.2f} ms, "
        f"p99 {each.p99_ms:.2f} ms"
        for each in results
    ]
    return f"{heading(plan)}: {'; '.join(figures)}"
