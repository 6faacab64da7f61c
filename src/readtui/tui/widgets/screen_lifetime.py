"""What must not outlive a screen: Textual removes its widgets one by one, and then ends the work that needs them."""

import asyncio
from collections.abc import Callable
from typing import Any, ParamSpec

from textual.screen import Screen
from textual.widget import Widget

_Arguments = ParamSpec("_Arguments")


def end_work(screen: Screen[Any]) -> None:
    """Cancel the workers of a screen and its widgets. To be called before they are removed."""
    loop = asyncio.get_running_loop()
    for worker in screen.app.workers:
        if screen in worker.node.ancestors_with_self:
            # Not at once: Python warns of coroutines that never begin.
            loop.call_soon(worker.cancel)


def is_open(widget: Widget) -> bool:
    """Whether the screen with the widget is open, and neither it nor the app is being closed."""
    return widget.app.is_running and widget.is_attached and widget.screen in widget.app.screen_stack


def while_open(widget: Widget, act: Callable[_Arguments, object]) -> Callable[_Arguments, None]:
    """``act``, but it does nothing once the screen with the widget closes."""

    def act_while_open(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        if is_open(widget):
            act(*args, **kwargs)

    return act_while_open


def once_painted(
    widget: Widget, act: Callable[_Arguments, object], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> None:
    """Call ``act`` once the screen is painted, unless the screen with the widget has closed by then."""
    widget.call_after_refresh(while_open(widget, act), *args, **kwargs)
