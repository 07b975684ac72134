"""A page on loopback that shows a template, and shows it anew whenever a file is saved."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from notifier.cli import house
from notifier.cli.options import console, now
from notifier.cli.writing.limited import within_limits
from notifier.cli.writing.previewing import (
    PAPER,
    Form,
    Scene,
    Shown,
    Wanted,
    make_preview,
    set_scene,
)
from notifier.errors import Problem, UserError
from notifier.languages import OWN_NAME, Language, as_language, direction

LOOPBACK = "127.0.0.1"
# a page elsewhere whose name was made to point here is sent away by its Host header
HOSTS = (LOOPBACK, "localhost")
EACH = 0.3  # seconds between two looks at the files
_PAGE = {"": "text/html", "page.css": "text/css", "page.js": "text/javascript"}
_OF_THE_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_OF_A_LETTER = "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'"
_TYPES: Mapping[str, str] = {
    Form.MAIL: "text/html",
    Form.TEXT: "text/html",
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TEXT = (
    '<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8"><title>Text</title>'
    "<style>pre {{ font: 14px/1.5 monospace; white-space: pre-wrap; margin: 1rem }}</style>"
    "<pre>{text}</pre></html>"
)

_Files = tuple[tuple[str, int, int], ...]  # path, time of change and size of each


class Watched:
    """Guards what the browser is shown: the last rendering, and the last good one of each edition."""

    def __init__(self, wanted: Wanted) -> None:
        of = house.settings(wanted.config)
        self._wanted = replace(wanted, languages=wanted.languages or tuple(of.required_languages))
        self._templates, self._plan = of.files.templates, of.files.plan
        self._where = str(of.files.templates / wanted.kind)
        self._seen: dict[Path, _Files] = {}
        self._scene: Scene | None = None
        self._changed = asyncio.Condition()
        self._about, self._notes = "", set[Problem]()
        self._problems: tuple[Problem, ...] = ()
        self._shown: dict[Language, Shown] = {}
        self.version = 0
        self.pages: dict[tuple[str, str], bytes] = {}

    async def look(self) -> None:
        """Render anew whenever a file has changed, until the task is cancelled."""
        while True:
            if await asyncio.to_thread(self._is_new, self._plan):
                self._scene = None
                self._seen.pop(self._templates, None)
            if await asyncio.to_thread(self._is_new, self._templates):
                await self._render()
            await asyncio.sleep(EACH)

    def _is_new(self, folder: Path) -> bool:
        found: list[tuple[str, int, int]] = []
        for path in sorted(folder.rglob("*")):
            with suppress(FileNotFoundError):  # editors write a new file and take the old one away
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
        before, self._seen[folder] = self._seen.get(folder), tuple(found)
        return before != self._seen[folder]

    async def _render(self) -> None:
        """Render mail and text, which are quick, and then the paper."""
        forms = self._wanted.forms
        quick = tuple(form for form in forms if form not in PAPER)
        slow = tuple(form for form in forms if form in PAPER)
        self._notes = set()
        for some in filter(None, (quick, slow)):
            await self._render_forms(replace(self._wanted, now=now(), forms=some))
            async with self._changed:
                self.version += 1
                self._changed.notify_all()

    async def _render_forms(self, wanted: Wanted) -> None:
        try:
            if self._scene is None:
                self._scene = await asyncio.to_thread(set_scene, wanted)
            work = partial(make_preview, wanted, self._scene)
            made = await asyncio.to_thread(within_limits, self._where, work)
        except UserError as error:
            self._problems = error.problems
            return
        self._problems, self._about = (), made.about
        self._notes |= set(made.notes)
        for shown in made.shown:
            before = self._shown.get(shown.language, shown)
            subject = shown.subject or before.subject
            self._shown[shown.language] = replace(shown, subject=subject)
            self.pages.update({(shown.language, form): made for form, made in shown.files.items()})

    async def next_after(self, version: int) -> int:
        """Return the version once it is another one than `version`."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.version != version)
            return self.version

    def state(self) -> dict[str, object]:
        """Return all that the page says around the letter."""
        return {
            "name": self._wanted.kind,
            "about": self._about,
            "notes": list(map(asdict, sorted(self._notes, key=str))),
            "problems": list(map(asdict, self._problems)),
            "languages": list(map(self._language, self._shown.values())),
        }

    def _language(self, shown: Shown) -> dict[str, object]:
        pages = ((form, self.pages.get((shown.language, form))) for form in self._wanted.forms)
        return {
            "code": shown.language,
            "name": OWN_NAME[shown.language],
            "subject": shown.subject,
            "problems": list(map(asdict, self._problems or shown.problems)),
            "forms": {form: sha256(page).hexdigest()[:16] for form, page in pages if page},
        }


def application(watched: Watched, is_stopping: Callable[[], bool]) -> Starlette:
    """Return the pages of the preview, for loopback alone; its events end when it is stopping."""

    async def page(request: Request) -> Response:
        name = request.url.path.removeprefix("/")
        content = files("notifier.cli.writing").joinpath("page", name or "index.html").read_bytes()
        return _response(content, _PAGE[name], _OF_THE_PAGE)

    async def state(_: Request) -> Response:
        return JSONResponse(watched.state(), headers={"Cache-Control": "no-store"})

    async def seen(request: Request) -> Response:
        return _seen(watched, request.path_params["language"], request.path_params["form"])

    async def events(_: Request) -> Response:
        lines = _events(watched, is_stopping)
        return StreamingResponse(
            lines, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    @asynccontextmanager
    async def looking(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(watched.look())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=[
            *(Route(f"/{name}", page) for name in _PAGE),
            Route("/state", state),
            Route("/events", events),
            Route("/seen/{language}/{form}", seen),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        lifespan=looking,
    )


async def _events(watched: Watched, is_stopping: Callable[[], bool]) -> AsyncIterator[str]:
    """Yield an event of the stream (text/event-stream) for each new version, beginning with this one."""
    version = 0
    while not is_stopping():
        with suppress(TimeoutError):
            version = await asyncio.wait_for(watched.next_after(version), timeout=1)
            yield f"data: {json.dumps(version)}\n\n"


def _seen(watched: Watched, language: str, form: str) -> Response:
    content = watched.pages.get((language, form))
    if content is None:
        return Response("There is no such edition.", status_code=404, media_type="text/plain")
    if form == Form.TEXT:
        code, shown = as_language(language), escape(content.decode())
        content = _TEXT.format(language=code, direction=direction(code), text=shown).encode()
    return _response(content, _TYPES[form], "" if form in PAPER else _OF_A_LETTER)


def _response(content: bytes, media_type: str, policy: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if policy:
        headers["Content-Security-Policy"] = policy
    return Response(content, media_type=media_type, headers=headers)


def watch_template(wanted: Wanted, port: int) -> None:
    """Show a template on loopback until Ctrl-C. UserError where the port is taken."""
    watched = Watched(wanted)
    with _listening(port) as listening:
        app = application(watched, lambda: server.should_exit)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        address = f"http://{LOOPBACK}:{listening.getsockname()[1]}/"
        console.print(f"{wanted.kind}: {address}\nEnd it with Ctrl-C.", soft_wrap=True)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    console.print("The preview has ended.")


def _listening(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen()  # from here on a browser waits, and is not sent away
    except OSError as error:
        listening.close()
        what = f"port {port} cannot be had ({error.strerror}); leave it out for any free one"
        raise UserError.of("--port", what) from error
    return listening
