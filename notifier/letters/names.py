"""What the codes of the plan are called in a letter, in the six languages."""

from collections.abc import Mapping

from notifier.languages import LANGUAGES, Language

Names = Mapping[str, Mapping[Language, str]]


def _table(rows: str) -> Names:
    """Read rows of `code | ar | zh | en | fr | ru | es`."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    return {code: dict(zip(LANGUAGES, names, strict=True)) for code, *names in cells}


PROCESS = _table("""
wsis | القمة العالمية لمجتمع المعلومات (WSIS) | 信息社会世界峰会（WSIS） | World Summit on the Information Society (WSIS) | Sommet mondial sur la société de l’information (SMSI) | Всемирная встреча на высшем уровне по вопросам информационного общества (ВВУИО) | Cumbre Mundial sobre la Sociedad de la Información (CMSI)
sdg | أهداف التنمية المستدامة | 可持续发展目标 | Sustainable Development Goals (SDGs) | Objectifs de développement durable (ODD) | Цели в области устойчивого развития (ЦУР) | Objetivos de Desarrollo Sostenible (ODS)
digital-governance | الحوكمة الرقمية | 数字治理 | digital governance | gouvernance numérique | цифровое управление | gobernanza digital
""")
LEVEL = _table("""
high | رفيع المستوى | 高级别 | high-level | haut niveau | высокий | alto nivel
senior | كبار المسؤولين | 高官级 | senior officials | hauts fonctionnaires | старшие должностные лица | altos funcionarios
expert | الخبراء | 专家级 | experts | experts | эксперты | expertos
""")
PARTICIPATION = _table("""
host | الاستضافة | 承办 | hosting | accueil de la manifestation | выполнение функций принимающей стороны | acogida del evento
attend | المشاركة | 出席 | attendance | participation | участие | asistencia
written-contribution | مساهمة خطية | 书面文稿 | written contribution | contribution écrite | письменный вклад | contribución por escrito
sign-outcome | التوقيع على الوثيقة الختامية | 签署成果文件 | signature of the outcome document | signature du document final | подписание итогового документа | firma del documento final
""")
FORM = _table("""
meeting | اجتماع تشاوري | 磋商会议 | consultation meeting | réunion de consultation | консультативное собрание | reunión de consulta
writing | مشاورة خطية | 书面磋商 | consultation in writing | consultation par écrit | письменные консультации | consulta por escrito
questionnaire | استبيان | 问卷调查 | questionnaire | questionnaire | вопросник | cuestionario
""")
REPLY = _table("""
views | دعوة إلى تقديم الآراء | 征求意见 | call for views | appel à observations | запрос мнений | solicitud de opiniones
approve-reject | الموافقة أو الرفض | 批准或否决 | approval or rejection | approbation ou rejet | одобрение или отклонение | aprobación o rechazo
no-objection | إجراء عدم الاعتراض | 无异议程序 | no-objection procedure | procédure de non-objection | процедура отсутствия возражений | procedimiento de no objeción
majority | قرار بالمراسلة بالأغلبية | 以通信方式按多数作出决定 | decision by correspondence by majority | décision par correspondance à la majorité | принятие решения по переписке большинством голосов | decisión por correspondencia por mayoría
nomination | تقديم ترشيح | 提名 | nomination | désignation | выдвижение кандидатуры | designación
registration | التسجيل | 注册 | registration | inscription | регистрация | inscripción
""")
MODE = _table("""
physical | حضورياً | 现场参会 | in person | en présentiel | в очном формате | presencial
online | عبر الإنترنت | 线上参会 | online | en ligne | в онлайновом формате | en línea
hybrid | حضورياً وعبر الإنترنت | 线下与线上结合 | in person and online | en présentiel et en ligne | в очном и онлайновом формате | presencial y en línea
""")
STATUS = _table("""
confirmed | مؤكد | 已确认 | confirmed | confirmé | подтверждено | confirmado
tentative | مبدئي | 暂定 | tentative | provisoire | предварительно | provisional
cancelled | ملغى | 已取消 | cancelled | annulé | отменено | cancelado
""")
FIELD = _table("""
title | العنوان | 标题 | Title | Titre | Название | Título
place | المكان | 地点 | Place | Lieu | Место проведения | Lugar
dates | التواريخ | 日期 | Dates | Dates | Сроки проведения | Fechas
status | الحالة | 状态 | Status | Statut | Статус | Estado
session | تاريخ الاجتماع ووقته | 会议日期和时间 | Date and time of the meeting | Date et heure de la réunion | Дата и время собрания | Fecha y hora de la reunión
mode | طريقة المشاركة | 参会方式 | Mode of participation | Mode de participation | Формат участия | Modalidad de participación
link | رابط الاجتماع | 会议链接 | Connection link | Lien de connexion | Ссылка для подключения | Enlace de conexión
deadline | الموعد النهائي للرد | 答复截止日期 | Deadline for replies | Date limite de réponse | Предельный срок представления ответов | Fecha límite de respuesta
form | شكل المشاورة | 磋商形式 | Form of the consultation | Forme de la consultation | Форма консультаций | Forma de la consulta
reply | نوع الرد | 答复类型 | Type of reply | Type de réponse | Тип ответа | Tipo de respuesta
questions | الأسئلة | 问题 | Questions | Questions | Вопросы | Preguntas
process | العملية | 进程 | Process | Processus | Процесс | Proceso
level | المستوى | 级别 | Level | Niveau | Уровень | Nivel
impact | الأثر | 影响 | Impact | Incidence | Воздействие | Repercusiones
forms | أشكال المشاركة | 参与形式 | Forms of participation | Formes de participation | Формы участия | Formas de participación
expected_support | الدعم المتوقع | 期望的支持 | Expected support | Appui attendu | Ожидаемая поддержка | Apoyo esperado
reason | السبب | 理由 | Reason | Motif | Основание | Motivo
consultations | المشاورات | 磋商 | Consultations | Consultations | Консультации | Consultas
cancelled | الإلغاء | 取消 | Cancellation | Annulation | Отмена | Cancelación
""")
PHRASE = _table("""
no-dates | تؤكَّد لاحقاً | 待确认 | to be confirmed | à confirmer | подлежат подтверждению | por confirmar
or-later | {deadline}، أو بعد صدور آخر نسخة لغوية (عدد الأيام: {days})، أيهما أبعد | {deadline}，或最后一种语文版本发布之日起{days}天，以较晚者为准 | {deadline}, or {days} days after the release of the last language version, whichever is later | {deadline}, ou {days} jours après la publication de la dernière version linguistique, la date la plus tardive étant retenue | {deadline}, или {days} дн. после выпуска последней языковой версии, в зависимости от того, что наступит позднее | {deadline}, o {days} días después de la publicación de la última versión lingüística, si esta fecha es posterior
yes | نعم | 是 | yes | oui | да | sí
no | لا | 否 | no | non | нет | no
""")

_CODES: Mapping[str, Names] = {
    "process": PROCESS,
    "level": LEVEL,
    "form": FORM,
    "reply": REPLY,
    "mode": MODE,
    "status": STATUS,
    "forms": PARTICIPATION,
}


def field_name(field: str, language: Language) -> str:
    """Return the label of a field of the plan by its path: `session.start` is that of `session`."""
    return FIELD[known][language] if (known := _known_part(field)) else field


def code_name(field: str, code: str, language: Language) -> str:
    """Return what `code` in `field` is called; a word that is no code returns as it is."""
    names = _CODES.get(_known_part(field) or "", {})
    return names[code][language] if code in names else code


def _known_part(field: str) -> str | None:
    parts = field.replace("/", ".").split(".")
    return next((part for part in reversed(parts) if part in FIELD), None)
