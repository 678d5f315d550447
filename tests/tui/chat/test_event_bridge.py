"""The bridge from the client's threads to the app's loop."""

import asyncio
import threading

from netcore.client.events import Event, LagMeasured
from tests.tui.chat.fake import NOON
from tui.chat.bridge import Bridge


def lag(number: int) -> LagMeasured:
    return LagMeasured(NOON, float(number))


def test_events_of_a_thread_arrive_in_order_and_in_few_batches() -> None:
    """A thousand events of another thread are handed on whole, in order, in batches."""

    async def scene() -> list[list[Event]]:
        batches: list[list[Event]] = []
        done = asyncio.Event()

        def deliver(batch: list[Event]) -> None:
            batches.append(batch)
            if sum(map(len, batches)) == 1000:
                done.set()

        bridge = Bridge(deliver, interval=0.005)
        bridge.attach(asyncio.get_running_loop())

        def feed() -> None:
            for number in range(1000):
                bridge.put(lag(number))

        thread = threading.Thread(target=feed)
        thread.start()
        await asyncio.wait_for(done.wait(), 10)
        thread.join()
        return batches

    batches = asyncio.run(scene())
    events = [event for batch in batches for event in batch]
    assert events == [lag(n) for n in range(1000)]
    assert len(batches) < 200


def test_what_came_before_the_loop_is_kept() -> None:
    """Events put in before the bridge is attached are handed on once it is."""

    async def scene() -> list[Event]:
        got: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        bridge = Bridge(got.set_result)
        bridge.put(lag(1))
        assert not bridge.idle
        bridge.attach(asyncio.get_running_loop())
        return await asyncio.wait_for(got, 10)

    assert asyncio.run(scene()) == [lag(1)]


def test_a_flood_is_cut_into_batches() -> None:
    """More than the most of one batch comes in the next, so that keys have their turn."""

    async def scene() -> list[int]:
        sizes: list[int] = []
        done = asyncio.Event()

        def deliver(batch: list[Event]) -> None:
            sizes.append(len(batch))
            if sum(sizes) == 25:
                done.set()

        bridge = Bridge(deliver, interval=0.001, most=10)
        for number in range(25):
            bridge.put(lag(number))
        bridge.attach(asyncio.get_running_loop())
        await asyncio.wait_for(done.wait(), 10)
        return sizes

    assert asyncio.run(scene()) == [10, 10, 5]


def test_nothing_is_handed_on_after_the_end() -> None:
    """A detached bridge, or one whose loop has closed, takes events and drops them quietly."""

    async def scene() -> Bridge:
        got: list[list[Event]] = []
        bridge = Bridge(got.append)
        bridge.attach(asyncio.get_running_loop())
        bridge.put(lag(1))
        bridge.detach()
        bridge.put(lag(2))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not got
        bridge.attach(asyncio.get_running_loop())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert got
        return bridge

    bridge = asyncio.run(scene())
    bridge.put(lag(3))
    bridge.put(lag(4))
