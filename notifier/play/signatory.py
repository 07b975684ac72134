"""Who signs in a play: nobody who lives, so that no played letter passes for a true one."""

from collections.abc import Mapping

from notifier.languages import Language

NAME: Mapping[Language, str] = {
    "ar": "موقِّع افتراضي لأغراض المحاكاة",
    "zh": "模拟演练签署人",
    "en": "Signatory of a simulation",
    "fr": "Signataire d’une simulation",
    "ru": "Условный подписант",
    "es": "Firmante de una simulación",
}
