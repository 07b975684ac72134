"""How programs begin the subject of a report that a mail failed, by language, to be looked over."""

import re
from collections.abc import Mapping


def _any_of(table: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(p for patterns in table.values() for p in patterns)


_SUBJECTS = {
    "en": (
        r"undeliver(?:able|ed)|un-?deliverable|mail (?:delivery )?(?:fail|system error|could not be deliver|status)",
        (
            r"(?:mail |message |e-?mail )?delivery (?:status|fail|notification|report|problem|error|has failed|delay|warning"
            r"|unsuccessful|incomplete|attempt|time)|failure (?:notice|delivery|notification)|failed (?:mail|delivery|message)"
        ),
        r"returned (?:mail|message|to sender|e-?mail|undeliver)|non[- ]?deliver(?:y|able)|return(?:ing)? (?:mail|message) to sender",
        r"message (?:undeliver|delivery|not deliver|status|could not be|frozen|rejected|delayed|you sent)|message could",
        r"warning: (?:message|could not send|e-?mail)|delayed(?: mail)?\b|mail (?:error|rejected|undeliver|not deliver|warning)",
        r"(?:e-?mail|message|mail) (?:not delivered|deliver\w* fail\w*|returned|delayed|rejected|bounced|undeliver|failure|error)",
        r"ndn:|ndr\b|rejected:|rejected mail|unable to deliver|could not (?:send|deliver)|address not found|message not delivered",
        r"(?:permanent|temporary) (?:delivery )?(?:failure|error)|user unknown|delivery to|mailer[- ]daemon|bounced mail",
        r"your (?:e-?mail|message|mail).{0,40}(?:not|n't|undeliver|fail|rejected|delay)|nondeliverable|couldn'?t deliver",
        (
            r"(?:error|problem)s? (?:in|with|sending|delivering|processing) (?:your )?(?:e-?mail|mail|message)|no such user|"
            r"not delivered:|report: mail|not member|banned|virus|(?:considered )?unsolicited bulk|blocked|bounced?\b|spam (?:mail )?from you|\*+message you sent|unsent mail|unknown (?:user|address|recipient)|mail quota|over quota|unzustell|"
            r"(?:the )?following address|there was an error sending|transient|smtp (?:error|failure)|"
            r"(?:e-?mail|mail) quota|mailbox (?:full|is full|unavailable)|undelivered|receipt failed|lost mail|error mail"
        ),
    ),
    "de": (
        (
            r"unzustellbar|nicht (?:zustellbar|zugestellt)|zustell(?:ung|fehler|bericht)|unzugestellt|fehler bei|"
            r"(?:ihre |die )?(?:e-?mail|nachricht).{0,60}(?:nicht|konnte|unzustell|zurück)|mail(?:zustellung)?\w* fehlgeschlagen|"
            r"verzögert|rücksendung|übermittlungsfehler|nicht übermittelt|mail konnte nicht|empfänger"
        ),
    ),
    "fr": (
        (
            r"non remis|non distribu|échec (?:de|d')|notification d['’](?:état|échec)|message non (?:remis|distribu|délivr)|"
            r"rapport de (?:non-?)?remise|remise (?:différée|retardée|impossible)|erreur (?:de|d')|avis de non|retard|"
            r"(?:votre )?message.{0,40}(?:pas|non|échoué|rejet)|courrier (?:non|retourné)|mail non|retour de mail|impossible de remettre"
        ),
    ),
    "es": (
        (
            r"no se (?:puede|pudo|ha podido) entregar|no entregado|notificación (?:de )?(?:estado|error|entrega|fallo)|retrasado|"
            r"correo (?:no|devuelto|rechazado)|devuelto|(?:error|fallo|falla|fallida?|problema)\w* (?:de|en|al) (?:la )?(?:entrega|envi|correo)|"
            r"mensaje (?:no|devuelto|rechazado)|entrega (?:retrasada|fallida|del mensaje)|imposible entregar|su mensaje no"
        ),
    ),
    "pt": (
        (
            r"não (?:entregue|é possível entregar|foi possível|pôde)|notificação de (?:estado|falha|status|entrega)|"
            r"(?:falha|erro|problema)\w* (?:na|de|no|ao) (?:a )?(?:entrega|envi)|mensagem (?:não|devolvida|rejeitada)|atras(?:o|ad)|"
            r"e-?mail (?:não|devolvido)|devolvid|retorno de mensagem"
        ),
    ),
    "it": (
        (
            r"mancat[oa] (?:recapito|consegna)|impossibile recapitare|notifica (?:dello stato|di)|recapito|non recapitat|"
            r"(?:errore|avviso) di (?:mancata )?(?:consegna|recapito)|messaggio (?:non|respinto)|mail non|ritardo"
        ),
    ),
    "nl": (
        r"onbestelbaar|niet (?:bezorgd|afgeleverd)|bezorging|aflevering|mislukt|uw (?:bericht|e-?mail)|vertraagd",
    ),
    "sv": (r"kan inte levereras|ej levererat|olevererbar|oleverans|kunde inte levereras|försenad",),
    "da": (
        r"kan ikke leveres|ikke leveret|kunne ikke leveres|forsinket|ikke[- ]levering|uleveret",
    ),
    "no": (r"kan ikke leveres|ikke levert|uleverbar|forsinket",),
    "fi": (r"perille toimittamaton|ei voi(?:tu)? toimittaa|toimitus|toimittamat",),
    "pl": (
        r"niedostarcz|nie można dostarczyć|nie doręczono|niedoręcz|zwrot|błąd (?:dostarcz|doręcz)|nie dostarczono|opóźn",
    ),
    "cs": (r"doručení se nezda|nedoručiteln|nedoručen|nelze doručit|zpoždě",),
    "sk": (r"nedoručiteľn|nedoručen|nemožno doručiť",),
    "hu": (r"kézbesíthetetlen|nem kézbesíthető|sikertelen kézbesítés|késve",),
    "ro": (r"nelivrabil|imposibil de livrat|nu s-a putut livra|nelivrat",),
    "hr": (r"neisporučeno|isporuka|nije isporučeno|ne može se isporučiti|neuspela isporuka",),
    "el": (r"δεν (?:παραδόθηκε|ήταν δυνατή)|αποτυχία|μη παραδοτέο|ανεπίδοτο",),
    "tr": (
        r"[iİ]letilemedi|teslim edilemedi|teslim edilemeyen|gönderilemedi|iletinin|teslimat|gecik",
    ),
    "ru": (
        (
            r"не ?удается доставить|недоставл|не доставлен|(?:сообщение|письмо) не (?:доставлен|может|было)|ошибка (?:доставки|при)|"
            r"возврат|недоставка|доставка (?:не|задерж|отложен)|задержан|отложен|невозможно доставить|отчет о недоставке|задержк|"
            r"не может быть доставлено|уведомление о (?:недоставке|состоянии доставки)|почта не доставлена|ваше (?:письмо|сообщение)"
        ),
    ),
    "uk": (r"не вдалося доставити|недоставлен|не доставлено|не вдається доставити|затримк",),
    "bg": (r"недоставен|не може да бъде доставено|неуспешн",),
    "sr": (r"неиспоручен|није испоручено",),
    "zh": (
        (
            r"退信|系统退信|系統退信|无法(?:投递|送达|传递|发送)|無法(?:投遞|送達|傳遞|傳送)|未(?:传递|送达|傳遞|送達|能送达)|投递(?:失败|状态|延迟)|"
            r"邮件(?:退回|被退回|投递|发送失败|无法|未)|郵件(?:退回|傳遞|無法|未)|传递(?:状态|失败|延迟)|傳遞|来自.{0,20}的退信|发送失败|送信失败|"
            r"您(?:的|发送的)?(?:邮件|信).{0,20}(?:失败|退|未|无法)|回信通知|错误通知|邮件系统退信"
        ),
    ),
    "ja": (
        (
            r"配信(?:不能|不可|エラー|失敗|できま|状況|遅延)|配送(?:エラー|失敗|不能)|送信(?:エラー|できま|失敗|不能)|エラーメール|未(?:送信|配信|配達)|"
            r"メール(?:が|を)?(?:配信|送信|届|不達|エラー)|不達|宛先|返送|メッセージ(?:を|が)配信|遅延"
        ),
    ),
    "ko": (
        r"배달(?:되지|할 수| 실패| 상태|이 지연)|반송|전송(?: ?실패|되지|이 실패)|발송 ?실패|메일 ?(?:전송|발송|반송)|수신 ?실패|배달 지연",
    ),
    "ar": (
        r"لم يتم تسليم|تعذر (?:التسليم|تسليم|إرسال)|إشعار (?:حالة|فشل|تسليم)|غير قابل للتسليم|فشل (?:التسليم|في|تسليم)|تأخ[رير]+ ",
    ),
    "he": (r"לא ניתן למסירה|הודעה שלא נמסרה|כשל במסירה|לא נמסר|בלתי ניתן למסירה",),
    "fa": (r"تحویل (?:نشد|داده نشد)|غیرقابل تحویل",),
    "th": (r"ไม่สามารถส่ง|ส่งไม่สำเร็จ|ไม่ได้รับการส่ง",),
    "vi": (r"không (?:thể )?(?:gửi|chuyển|phân phối)|thư không",),
    "id": (
        r"tidak (?:dapat )?(?:terkirim|dikirim|tersampaikan)|pengiriman gagal|gagal (?:terkirim|mengirim)",
    ),
    "hi": (r"वितरित नहीं|डिलीवर नहीं|अवितरणीय",),
}

SUBJECT = re.compile(
    rf"^(?:\W|\[[^\]]{{1,60}}\]|(?:auto(?:matic)?|system|bulk):|\*+\w+\*+)*(?:the |your |a |note: |notice: |automatische antwort: )?(?:{_any_of(_SUBJECTS)})",
    re.IGNORECASE,
)
