"""notifier template: what staff do with the words of letters before any letter is drafted."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from notifier.cli import house
from notifier.cli.checking import tell_notes
from notifier.cli.options import CONFIG, Config, console, now, show_table
from notifier.cli.writing.limited import within_limits
from notifier.cli.writing.previewing import (
    SUFFIX,
    USUAL,
    Form,
    Preview,
    Wanted,
    make_preview,
    set_scene,
)
from notifier.cli.writing.trying import ground, try_in
from notifier.cli.writing.watching import watch_template
from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language, as_language
from notifier.ledger import letters
from notifier.letters.templates.glossary import Entry, glossary
from notifier.letters.templates.near import did_you_mean
from notifier.plan.kind import Kind
from notifier.settings import Settings
from notifier.sources.templates import (
    FRAGMENTS,
    Templates,
    fragment_names,
    readable_templates,
    unread_templates,
)

app = typer.Typer(
    help="The words of letters: list, check, preview, new, variables.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="Name of the template, such as consultation.")]
Names = Annotated[list[str] | None, typer.Argument(help="Only these templates; else all.")]
Lang = Annotated[list[str] | None, typer.Option(help="Only these languages: ar zh en fr ru es.")]
Reader = Annotated[
    str | None,
    typer.Option(
        "--for", help="Who reads it: a member's code or a focal point's id; else a sample."
    ),
]
Forms = Annotated[
    list[Form] | None, typer.Option("--as", help="Which forms; without it mail, text and pdf.")
]


@app.command("list")
def list_templates(config: Config = CONFIG) -> None:
    """List the templates and the fragments they include, with the languages that are missing."""
    of = house.settings(config)
    folder, used = of.files.templates, _letters_by_kind(of)
    templates, problems = readable_templates(folder)
    show_table(
        ("Template", "Languages", "Missing", "Letters", "Includes"),
        [
            (kind, *_languages_in(folder / kind), used[kind], ", ".join(_included(templates, kind)))
            for kind in Kind
        ],
        empty="",
    )
    console.print()
    show_table(
        ("Fragment", "Languages", "Missing", "Included by"),
        [
            (
                name,
                *_languages_in(folder / FRAGMENTS / name),
                ", ".join(_including(templates, name)),
            )
            for name in fragment_names(folder)
        ],
        empty=f"No fragments yet: one would be {folder}/{FRAGMENTS}/reply-routes/en.md.",
    )
    if problems:
        console.print("\nSome do not read: `notifier template check` says why.")


def _letters_by_kind(of: Settings) -> Counter[Kind]:
    """Count the letters of each kind that the ledger has; without a ledger there are none."""
    if not (of.files.state / house.LEDGER).exists():
        return Counter()
    with house.open_ledger(of) as ledger:
        return Counter(letter.kind for letter in ledger.now(letters.by_status))


def _languages_in(folder: Path) -> tuple[str, str]:
    there = [language for language in LANGUAGES if (folder / f"{language}.md").is_file()]
    return " ".join(there), " ".join(code for code in LANGUAGES if code not in there)


def _included(templates: Templates, kind: Kind) -> list[str]:
    used = (template.fragments for (each, _), template in templates.items() if each == kind)
    return sorted({name for names in used for name in names})


def _including(templates: Templates, fragment: str) -> list[str]:
    kinds = {kind for (kind, _), template in templates.items() if fragment in template.fragments}
    return [kind for kind in Kind if kind in kinds]


@app.command()
def check(names: Names = None, config: Config = CONFIG) -> None:
    """Check all templates: their names and languages, and every letter that the plan can bring about."""
    of, kinds = house.settings(config), [_kind(name) for name in names or Kind]
    folder, on = of.files.templates, ground(of, now())
    works: dict[str, Callable[[], tuple[Problem, ...]]] = {
        kind: partial(try_in, config, kind, on) for kind in kinds
    }
    if not names:
        works[FRAGMENTS] = partial(try_in, config, None, on)
    problems: dict[Problem, None] = {}
    with _steps(works) as steps:
        for label in steps:
            where = str(folder / label)
            try:
                problems.update(dict.fromkeys(within_limits(where, works[label])))
            except UserError as error:
                problems.update(dict.fromkeys(error.problems))
    tell_notes(() if names else unread_templates(folder))
    if problems:
        raise UserError(problems)
    console.print(f"{', '.join(kinds)}: nothing to mend in {len(LANGUAGES)} languages.")


@contextmanager
def _steps(labels: Iterable[str]) -> Iterator[Iterator[str]]:
    """Show which of `labels` is worked on; on a terminal the line is gone in the end."""
    columns = (TextColumn("{task.description}"), BarColumn(40))
    with Progress(*columns, console=console, transient=True) as progress:
        chosen = list(labels)
        task = progress.add_task("", total=len(chosen))

        def steps() -> Iterator[str]:
            for label in chosen:
                progress.update(task, description=label)
                yield label
                progress.advance(task)

        yield steps()


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as error:
        there = f"there are {', '.join(Kind)}{did_you_mean(name, Kind)}"
        raise UserError.of("NAME", f"no letter is called {name!r}; {there}") from error


@app.command()
def preview(
    name: Name,
    lang: Lang = None,
    reader: Reader = None,
    form: Forms = None,
    to: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("preview"),
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it in a browser, anew whenever a file is saved.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --watch; 0: any free one.")] = 0,
    config: Config = CONFIG,
) -> None:
    """Write a template as its readers would get it, filled for the plan's next matching activity."""
    wanted = Wanted(
        config=config,
        kind=_kind(name),
        now=now(),
        languages=_languages(lang or ()),
        forms=tuple(form or USUAL),
        reader=reader,
    )
    if watch:
        watch_template(wanted, port)
        return
    where = str(house.settings(config).files.templates / wanted.kind)
    with _steps([wanted.kind]) as steps:
        work = partial(make_preview, wanted, set_scene(wanted))
        [made] = [within_limits(where, work) for _ in steps]
    _write(made, to, wanted.kind)


def _languages(codes: Iterable[str]) -> tuple[Language, ...]:
    try:
        return tuple(dict.fromkeys(as_language(code) for code in codes))
    except ValueError as error:
        raise UserError.of("--lang", str(error)) from error


def _write(made: Preview, to: Path, kind: Kind) -> None:
    """Write the files of a preview; what could not be filled is told when the others are there."""
    to.mkdir(parents=True, exist_ok=True)
    console.print(made.about, soft_wrap=True, markup=False)
    tell_notes(made.notes)
    for shown in made.shown:
        for form, content in shown.files.items():
            path = to / f"{kind}-{shown.language}.{SUFFIX[form]}"
            path.write_bytes(content)
            console.print(f"{shown.language}: {path}", soft_wrap=True, markup=False)
    problems = [problem for shown in made.shown for problem in shown.problems]
    if problems:
        raise UserError(dict.fromkeys(problems))


@app.command()
def new(
    name: Name,
    source: Annotated[str, typer.Option("--from", help="The template to begin with.")],
    config: Config = CONFIG,
) -> None:
    """Begin a template with a copy of another one, in each language that it does not have yet."""
    folder = house.settings(config).files.templates
    begun, other = _new_kind(name), _kind(source)
    missing = _languages_in(folder / begun)[1].split()
    if not missing:
        what = "this template is there in all six languages; edit it, or take it away first"
        raise UserError.of(str(folder / begun), what)
    absent = [code for code in missing if not (folder / other / f"{code}.md").is_file()]
    if absent:
        what = f"it is missing in {', '.join(absent)}, so there is nothing to copy"
        raise UserError.of(str(folder / other), what)
    (folder / begun).mkdir(exist_ok=True)
    for code in missing:
        shutil.copyfile(folder / other / f"{code}.md", folder / begun / f"{code}.md")
        console.print(f"{code}: {folder / begun / f'{code}.md'}", soft_wrap=True, markup=False)
    console.print(f"Write in them what {begun} letters say. Then: notifier template check {begun}")


def _new_kind(name: str) -> Kind:
    """Return the kind of letter that a new template is for: without one, it would never be used."""
    try:
        return Kind(name)
    except ValueError as error:
        what = (
            f"the service writes no letter called {name!r}, so nothing would use this template;"
            f" it writes {', '.join(Kind)}{did_you_mean(name, Kind)} What several letters share"
            f" is a fragment: {FRAGMENTS}/{name}/en.md"
        )
        raise UserError.of("NAME", what) from error


@app.command()
def variables(
    name: Annotated[str | None, typer.Argument(help="Only what letters of this kind have.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the examples.")] = "en",
    config: Config = CONFIG,
) -> None:
    """List every placeholder with its meaning, an example, and the letters that have it."""
    of = house.settings(config)
    kind, [language] = _kind(name) if name else None, _languages([lang])
    found = glossary(
        language,
        house.directory(of).members,
        contact=house.masthead(of).contact,
        reply=of.sender.reply,
        now=now(),
    )
    chosen = [entry for entry in found if kind is None or kind in entry.kinds]
    last = "Letters" if kind is None else ""
    show_table(
        ("Placeholder", "Meaning", "Example", last)[: 4 if last else 3],
        [
            (entry.name, entry.meaning, entry.example, _who(entry))[: 4 if last else 3]
            for entry in chosen
        ],
        empty="",
    )
    console.print(
        "\n{{ name }} prints one, {% if name %} asks whether the letter has it,"
        " {{ address | link }} makes a link.",
        markup=False,
    )


def _who(entry: Entry) -> str:
    """Return in a few words which letters have a placeholder."""
    without = [kind for kind in Kind if kind not in entry.kinds]
    if not without:
        return "all"
    if len(without) <= len(Kind) // 2:
        return f"all but {', '.join(without)}"
    return ", ".join(kind for kind in Kind if kind in entry.kinds)
