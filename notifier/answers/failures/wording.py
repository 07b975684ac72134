"""How programs say in a report that a mail failed or is late, by language, to be looked over."""

import re
from collections.abc import Mapping


def _any_of(table: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(p for patterns in table.values() for p in patterns)


_SENTENCES = {
    "en": (
        (
            r"(?:could|can|was|were|has|have|is|be|will|may)(?:n'?t|n’t| ?not) (?:yet )?(?:be(?:en)? )?(?:success\w+ )?(?:able to be )?"
            r"(?:deliver|sent|relay|reach|receiv|forward|accept|process)"
        ),
        r"did(?:n'?t| not) reach|undeliver|delivery (?:has |to .{0,120}? |of .{0,60}? |status |attempt )?(?:fail|was aborted|attempt|notific)",
        r"fail(?:ed|ure|s)? (?:to (?:deliver|send|reach)|recipient|address|permanently|delivery|notice|while)|unable to (?:deliver|send|reach|relay|forward)",
        r"(?:wasn't|was not|been unable|not been able|weren't|aren't|isn't|not|un)\s?able to (?:deliver|send|be deliver)",
        r"non[- ]?delivery|return(?:ed|ing) (?:mail|to sender|message)|following (?:e-?mail |mail )?(?:address|recipient|user|error|destination)",
        r"fatal errors?|permanent (?:fatal )?(?:error|failure)|has been (?:rejected|returned|delayed|blocked|bounced|refused|suspended|stopped|discarded)|(?:was|been) (?:stopped|discarded|removed from the)",
        r"was (?:rejected|refused|bounced|blocked)|transcript of session|not been delivered|problems? (?:deliver|was encountered)",
        r"failure reasons?|not a member of|automatically rejected|(?:message|mail|delivery|it) (?:was |has been |is )?(?:delayed|bounced|rejected|undeliverable)",
        r"user (?:is )?unknown|unknown (?:user|recipient|address|host)|no such (?:user|recipient|address)|mailbox (?:is )?full|over quota",
        r"address(?:es)? (?:failed|had|rejected|not found|couldn't|could not)|does not exist|couldn't be (?:delivered|found|sent)",
        r"errors? (?:occurred|sending|while|during|delivering|was encountered)|rejected by|delivery (?:error|problem)|giv(?:en|ing) up|i've given up",
        r"not (?:successfully )?(?:delivered|deliverable|received by)|message (?:from|to) .{0,80} (?:failed|could not)|cannot (?:deliver|send)|sorry it didn't work",
        r"invalid (?:recipient|address|user|mailbox)|recipients? (?:rejected|not found|unknown)|refused (?:to accept|your|the|by)|mail loop|too many hops",
    ),
    "de": (
        (
            r"(?:konnte|kann|wurde|ist|werden) .{0,160}nicht .{0,60}(?:zugestellt|zustell|ausgeliefert|übermittelt|gesendet|erreicht|werden)|"
            r"nicht (?:zugestellt|zustell|ausgeliefert|übermittelt|erreicht|möglich)|unzustellbar|fehlgeschlagen|unbekannt|verzögert|abgelehnt|zurückgewiesen|"
            r"fehler (?:beim|bei der|aufgetreten)|unable to deliver"
        ),
    ),
    "fr": (
        (
            r"n['’]a (?:pas )?(?:pu|été).{0,40}(?:remis|distribu|livr|achemin|envoy|délivr)|n['’]ont pas|échec|n['’]a pas (?:été|pu)|"
            r"impossible (?:de|d['’])|n['’](?:est|ont) pu être|non (?:remis|distribu|délivr)|a échoué|pas (?:parven|joign)|rejeté|retard[ée]|inconnu"
        ),
    ),
    "es": (
        (
            r"no se (?:ha podido|pudo|puede|han podido|entreg|encontr)|no (?:ha sido|fue|pudo ser|puede ser|ha podido) .{0,20}(?:entreg|envi)|"
            r"error (?:al|en|de)|fall[óoa]|imposible|rechazad|desconocid|no (?:entregad|existe)|retras"
        ),
    ),
    "pt": (
        r"não (?:pôde|foi|pode|pude|é|conseg|está|existe|entreg)|falh(?:a|ou)|erro (?:ao|de|na|no)|rejeitad|devolvid|atras",
    ),
    "it": (
        r"non (?:è stato|può essere|ha raggiunto|recapitat|è possibile|esiste|consegnat|è riuscit)|impossibile|fallit|respint|errore",
    ),
    "nl": (
        r"niet (?:worden )?(?:afgeleverd|bezorgd|verzonden|bereikt)|kon niet|kan niet|mislukt|geweigerd|vertraagd",
    ),
    "sv": (r"kunde inte|kan inte|misslyckad|försen|inte levereras|avvisa",),
    "da": (r"kunne ikke|kan ikke|mislykke|forsinke|blev ikke|afvist",),
    "no": (r"kunne ikke|kan ikke|mislykke|forsinke|ble ikke|avvist",),
    "fi": (r"ei voitu|ei voi |epäonnistu|ei (?:ole )?toimitet|viivästy|perille",),
    "pl": (
        r"nie (?:mogła|można|został|udało|dostarczon|istnieje|doręcz)|niepowodzeni|błąd|odrzucon|opóźn",
    ),
    "cs": (r"nelze|nepodařilo|nebyl[ao]? doruč|nemohl|selhal|zpožd|odmítn",),
    "sk": (r"nepodarilo|nebol[ao]? doruč|nemožno|zlyhal|oneskor",),
    "hu": (r"nem (?:sikerült|lehet|kézbesít|volt)|sikertelen|visszautasít|késik",),
    "ro": (r"nu (?:a putut|poate|s-a putut|a fost)|eșuat|imposibil|respins|întârzi",),
    "hr": (r"nije (?:isporuč|moguće|bilo)|ne može|neuspje|odbij|kasni",),
    "el": (r"δεν (?:ήταν|παραδόθηκε|μπορ|βρέθηκε|είναι)|απέτυχε|απορρίφθηκε|αδύνατ",),
    "tr": (
        r"edilemedi|ulaştırılamadı|iletilemedi|gönderilemedi|bulunamadı|başarısız|reddedil|gecik",
    ),
    "ru": (
        r"не (?:может|удалось|удаётся|удается|могло|было|доставлен|была|смог|существует)|ошибк|отклонен|отклонён|отверг|задерж|невозможно",
    ),
    "uk": (r"не (?:може|вдалося|вдається|було|доставлен|існує)|помилк|відхилен|затрим",),
    "bg": (r"не (?:може|бе|беше|успя|съществува)|неуспеш|грешка|отхвърл",),
    "sr": (r"није|не може|неуспе",),
    "zh": (
        r"无法|未能|退回|失败|失敗|退信|無法|不存在|拒收|被拒|拒绝|未送达|未(?:被)?传递|未傳遞|未投递|不成功|延迟|延遲|找不到",
    ),
    "ja": (
        r"配信でき|送信でき|届け(?:でき|られ)|配送でき|失敗|お届け|届きません|届かな|不明|見つかり|存在しません|拒否|エラー|遅延|できませんでした",
    ),
    "ko": (r"못했|수 없|실패|반송|거부|지연|않습니다|않았습니다",),
    "ar": (r"لم يتم|تعذر|فشل|غير موجود|لا يمكن|رفض|تأخ|يتعذر|لم نتمكن",),
    "he": (r"לא (?:ניתן|נמסר|היתה|הייתה|הצליח|נמצא)|נכשל|נדח|עיכוב|כשל",),
    "fa": (r"نشد|نمی‌?توان|ناموفق|یافت|رد شد|تأخیر",),
    "th": (r"ไม่สามารถ|ไม่พบ|ล้มเหลว|ไม่สำเร็จ|ล่าช้า",),
    "vi": (r"không (?:thể|tìm|được|tồn)|thất bại|bị từ chối|chậm trễ",),
    "id": (r"tidak (?:dapat|bisa|ditemukan|berhasil)|gagal|ditolak|tertunda",),
    "hi": (r"नहीं|विफल|असफल|अस्वीकार|विलंब",),
}

# The server goes on trying: nothing is lost yet.
_DELAYS = {
    "en": (
        (
            r"warning message only|(?:do|does) not need to (?:resend|re-?send|be resent)|not yet been delivered|still being re-?tried|could not yet be|"
            r"has not (?:been (?:successfully )?(?:delivered|sent) yet|yet been (?:successfully )?(?:delivered|sent))|not been delivered yet|"
            r"will (?:now )?(?:continue to |keep |be |also )?(?:keep |be )?(?:re-?)?(?:tr(?:y|ied|ying)|attempt)(?:ing|ed)?\b.{0,60}|delivery attempts will continue|"
            r"(?:has been|is|was|being|been) (?:temporarily )?(?:delayed|deferred|queued)|no action is required (?:on your part|from you|by you)|"
            r"continu\w+ (?:to try|trying|to attempt|attempting|retrying)|keep trying|next (?:delivery )?attempt|will keep|re-?tr(?:y|ied) (?:for|until|again)|"
            r"message (?:is )?still (?:in|un)|delay reason|remains? in the queue|temporar\w+ (?:delay|failure|problem|error|deferr).{0,80}"
            r"(?:retry|tried|again|continue)"
        ),
    ),
    "de": (
        (
            r"wird (?:weiter|erneut|noch|es) .{0,60}versuch|zustellung.{0,40}verzögert|weitere(?:n)? (?:zustell)?versuch|noch nicht (?:zugestellt|ausgeliefert)|"
            r"verzögert|nicht erneut (?:zu )?senden"
        ),
    ),
    "fr": (
        r"(?:été|est) (?:retardé|différé|reporté)|pas encore (?:pu )?(?:été|être) ?(?:remis|distribu|délivr)?|(?:nouvelles?|d['’]autres) tentatives|continuer\w* (?:à|d)",
    ),
    "es": (
        r"se ha retrasado|retrasad|aún no se ha|todavía no|se (?:seguirá|continuará) intentando|seguir\w+ intentando|se reintentar",
    ),
    "pt": (
        r"atrasad|ainda não (?:foi|pôde)|continuar\w* (?:a )?tentan|novas? tentativas?|tentar\w* novamente",
    ),
    "it": (r"ritard|non ancora|ulteriori tentativi|nuovi tentativi|riproverà|continuer",),
    "nl": (r"vertraagd|nog niet|opnieuw (?:ge)?prob",),
    "sv": (r"fördröj|försen|kommer att försöka|nya försök",),
    "da": (r"forsinke|vil fortsat|fortsætter",),
    "no": (r"forsinke|vil fortsette",),
    "fi": (r"viivästy|yrit\w+ uudelleen",),
    "pl": (r"opóźn|kolejne próby|ponow",),
    "cs": (r"zpožd|zpožděn|opakova",),
    "hu": (r"késik|késés|újra próbál|újrapróbál",),
    "ro": (r"întârzi|se va încerca",),
    "el": (r"καθυστέρ|θα συνεχ",),
    "tr": (r"gecik|(?:yeniden|tekrar) denenecek|denemeye devam",),
    "ru": (
        r"задерж|продолж\w+ попытки|попытки\b.{0,40}продолж|ещё не доставлен|еще не доставлен|повторн\w+ попыт|отложен",
    ),
    "uk": (r"затрим|повторн\w+ спроб",),
    "zh": (
        r"延迟|延遲|延误|(?:将|會|会)(?:继续|繼續|再次|重新|不断)?(?:尝试|嘗試|重试|重試)|继续(?:尝试|重试|投递)|仍在尝试|还在尝试|尚未(?:送达|投递|传递)",
    ),
    "ja": (
        r"遅延|再送信?を(?:続|行|試)|遅れて|再試行|再度配信|まだ配信|まだ届|引き続き|再度送信|再配送|配信を継続",
    ),
    "ko": (r"지연|다시 시도|계속 시도|재시도|재전송",),
    "ar": (r"تأخ[رير]|سيتم إعادة المحاولة|سنحاول|إعادة المحاولة|لم يتم تسليمها بعد",),
    "he": (r"עיכוב|ננסה שוב|תתעכב|ימשיך לנסות",),
    "fa": (r"تأخیر|دوباره تلاش|تلاش مجدد",),
    "id": (r"tertunda|akan (?:terus )?mencoba|mencoba (?:lagi|kembali)",),
    "vi": (r"chậm trễ|sẽ (?:tiếp tục )?thử",),
    "hi": (r"विलंब|फिर से प्रयास|पुनः प्रयास",),
    "th": (r"ล่าช้า|จะพยายาม",),
}

_FINAL = (
    r"(?<!fail )(?<!fails )permanent(?:ly)?\b|giv(?:ing|en) up|gave up|final\b(?!-)|no (?:further|more) attempts|will not (?:be )?(?:re)?tr|"
    r"stopped trying|could not be delivered within|have been failing|retry time(?:out)? (?:exceeded|not reached)|has expired|"
    r"expired (?:after|before)|not be retried|endgültig|définiti|definitiv|окончательн|永久|恒久"
)

_DELIVERED = (
    r"^\W*(?:success(?:ful|fully)? (?:mail )?deliver\w*|delivered:|relayed:|success(?:ful)? (?:delivery|mail)|"
    r"delivery (?:confirmation|receipt|status notification \((?:success|relay))|zugestellt:|übermittelt:|weitergeleitet:|remis :|relayé :|entregado:|retransmitido:|"
    r"entregue:|consegnato:|доставлено:|ретрансл\w+:|已送达|已传递|已傳遞|已中继|配信済み|已轉送|تم التسليم|bezorgd:|levererat:|leveret:|dostarczono:|teslim edildi:)"
)
_DELIVERED_TEXT = (
    r"(?:was|has been|were) (?:successfully )?(?:delivered|relayed) (?:to|successfully)|successfully (?:delivered|relayed|sent)|successful delivery|"
    r"delivery to (?:these|the following) recipients .{0,60}complete"
)

FAILED = re.compile(_any_of(_SENTENCES), re.IGNORECASE)
DELAYED = re.compile(_any_of(_DELAYS), re.IGNORECASE)
DELAYED_SUBJECT = re.compile(
    r"\b(?:delay(?:ed)?|deferred|not yet)\b|retard|verzöger|задерж|отлож|延迟|延遲|遅延|지연|atras|retras|ritard|vertraagd|försen|forsinke|"
    r"viivästy|opóźn|zpožd|gecik|καθυστ|késleltet|întârzi|تأخ|עיכוב",
    re.IGNORECASE,
)
FINAL = re.compile(_FINAL, re.IGNORECASE)
DELIVERED_SUBJECT = re.compile(_DELIVERED, re.IGNORECASE)
DELIVERED = re.compile(_DELIVERED_TEXT, re.IGNORECASE)
# The sentences with which servers open a report; nobody begins a mail so.
OPENER = re.compile(
    r"^\W{0,20}(?:(?:-+ ?)?(?:hi|hello|dear sender|note)\W{1,4})?(?:this (?:is the (?:qmail|mail system|postfix|courier|machine generated|mail delivery|deliver program|"
    r"email server|\S+ (?:mail|smtp|esmtp) )|message (?:was|is|has been) (?:created|generated|sent) automatically (?:by|from) (?:the )?(?:mail|e-?mail|smtp)|"
    r"is an? (?:automat(?:ic|ed|ically)(?: |-)?(?:generated )?|auto-generated )?(?:delivery status|e-?mail|delivery failure|non-?delivery|mail)[\w -]{0,20}(?:notification|notice|report|failure|system)|"
    r"report relates to a message you sent|is a delivery failure)|your message did not reach|i'm sorry to have to inform you|"
    r"the original message was received at|delivery (?:has failed|to the following recipient)|the following (?:message|address|recipient)\w*.{0,80}(?:could not|failed|undeliver|had)|"
    r"(?:your|the) (?:e-?mail |mail )?message (?:to .{1,100} |from .{1,100} )?(?:could not|cannot|can't|couldn't|was not|wasn't|has not) (?:be(?:en)? )?deliver|"
    r"(?:mail|message|e-?mail) (?:delivery )?(?:failed|undeliverable)|unable to deliver|sorry, (?:we were |i was |i'm |i am )?unable to deliver|could not deliver|"
    r"a message (?:that )?you (?:have )?sent|\*+ (?:address|delivery|message) |message (?:could not|cannot) be delivered|reporting-mta:|you are not a member of|failed to deliver|undeliverable|"
    r"could not (?:be delivered|send)|we (?:could|were) ?n[o']?t (?:be )?(?:able to )?deliver|there was an error (?:delivering|sending))",
    re.IGNORECASE,
)
