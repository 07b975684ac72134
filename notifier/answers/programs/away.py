"""How programs say in each language that somebody is away, or that a mail was received.

Subjects are prefixes; a person who writes "out of office next week" puts no colon behind it.
Sentences stand in the text; they count only beside a sign that a program sent the mail.
"""

import re
from collections.abc import Mapping


def _any_of(table: Mapping[str, str]) -> str:
    return "|".join(table.values())


# A word for an automatic answer: nobody writes it at the head of a subject by hand.
_AUTOMATIC = {
    "en": r"auto(?:matic|mated|matically generated)?[- ]?(?:e-?mail )?(?:reply|response|answer|respond\w*|replied|message|acknowledg\w+|confirmation)"
    r"|auto[- ]?(?:reply|response|responder|ack)|out[- ]of[- ](?:the[- ])?office(?: (?:auto\W*)?(?:reply|response|message|notice|notification|assistant|e-?mail|alert))"
    r"|(?:vacation|away|absence|holiday|leave|ooo|oof) (?:reply|notice|message|notification|auto-?reply|response|alert)|absence note",
    "fr": r"réponse (?:automatique|auto)(?: d['’]absence)?|message (?:automatique|d['’]absence)|(?:notification|avis) d['’]absence|répondeur|accusé de réception automatique",
    "es": r"respuesta (?:automática|auto)|mensaje automático|auto-?respuesta|aviso de ausencia|acuse de recibo automático",
    "pt": r"resposta automática|mensagem automática|auto-?resposta|aviso de ausência|mensagem de ausência",
    "it": r"risposta automatica|messaggio automatico|risponditore automatico|avviso di assenza",
    "ca": r"resposta automàtica",
    "gl": r"resposta automática",
    "eu": r"erantzun automatikoa",
    "de": r"automatische (?:antwort|abwesenheit\w*|rückantwort|e-?mail|eingangsbestätigung|nachricht)|automatisch (?:generierte|erstellte) (?:antwort|e-?mail)|abwesenheits?(?:notiz|nachricht|meldung|assistent|info|benachrichtigung|mitteilung)\w*|automatische eingangsbestätigung|auto-?antwort",
    "nl": r"automatisch (?:antwoord|bericht)|automatische (?:reactie|e-?mail|melding)|afwezigheids?(?:bericht|assistent|melding)\w*|automatische ontvangstbevestiging",
    "sv": r"automatiskt? ?svar|autosvar|frånvaro(?:meddelande|svar)\w*",
    "da": r"automatisk (?:svar|besked)|autosvar|fraværs(?:besked|meddelelse|assistent)\w*",
    "no": r"automatisk svar|autosvar|fraværs?(?:melding|assistent)\w*",
    "fi": r"automaattinen (?:vastaus|poissaoloviesti)|automaattivastaus|poissaolo(?:viesti|ilmoitus)\w*",
    "is": r"sjálfvirkt svar",
    "et": r"automaat(?:ne )?vastus|automaatvastus",
    "lv": r"automātisk\w* atbild\w*",
    "lt": r"automatinis atsakymas",
    "pl": r"automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|autoresponder|powiadomienie o nieobecności",
    "cs": r"automatická odpověď|oznámení o nepřítomnosti",
    "sk": r"automatická odpoveď|oznámenie o neprítomnosti",
    "hu": r"automatikus (?:válasz|üzenet)",
    "ro": r"răspuns automat|raspuns automat|mesaj automat",
    "hr": r"automatski odgovor|automatska poruka",
    "sl": r"samodejni odgovor|avtomatski odgovor|samodejno sporočilo",
    "sr": r"аутоматски одговор",
    "bs": r"automatsko odgovaranje",
    "mk": r"автоматски одговор",
    "sq": r"përgjigje automatike",
    "bg": r"автоматичен отговор",
    "ru": r"авто(?:матический )?[- ]?ответ\w*|автоматическ\w+ (?:уведомление|сообщение)|ответ автоответчика",
    "uk": r"автоматична відповідь|автовідповідь",
    "be": r"аўтаматычны адказ",
    "kk": r"автоматты жауап",
    "el": r"αυτόματη (?:απάντηση|απόκριση)",
    "tr": r"otomatik (?:yanıt|cevap|mesaj)",
    "az": r"avtomatik cavab",
    "he": r"(?:תשובה|תגובה|הודעה) אוטומטית|מענה אוטומטי",
    "ar": r"(?:ال)?رد(?:ود)? ?(?:ال)?(?:تلقائي|آلي|أوتوماتيكي)ة?|رسالة تلقائية|استجابة تلقائية|الرد الآلي",
    "fa": r"پاسخ خودکار|پیام خودکار",
    "ur": r"خودکار جواب",
    "hi": r"स्वचालित (?:उत्तर|जवाब|प्रत्युत्तर)|स्वतः ?उत्तर",
    "bn": r"স্বয়ংক্রিয় (?:উত্তর|জবাব)",
    "ta": r"தானியங்கு பதில்",
    "th": r"(?:การ)?ตอบกลับอัตโนมัติ|ตอบรับอัตโนมัติ",
    "vi": r"(?:thư )?trả lời tự động",
    "id": r"balasan (?:otomatis|automatik)|jawaban otomatis",
    "sw": r"jibu (?:la )?(?:kiotomatiki|otomatiki)|majibu ya kiotomatiki",
    "tl": r"awtomatikong tugon",
    "zh": r"自动(?:回复|答复|应答|回信)|自動(?:回覆|回復|答覆|回信)|(?:外出|休假|离开|不在办公室)(?:时的)?(?:自动回复|通知|答复)",
    "ja": r"自動(?:応答|返信|回答)|不在(?:通知|のお知らせ|応答|メッセージ)|自動配信",
    "ko": r"자동 ?(?:회신|응답|답장)|부재 ?중 ?(?:자동|알림|메시지)\w*",
    "ka": r"ავტომატური პასუხი",
    "hy": r"ավտոմատ պատասխան",
    "mn": r"автомат хариу",
}
# Being away as such: a person may write it, too.
_AWAY = {
    "en": r"out[- ]of[- ](?:the[- ])?office|ooo|away from (?:the |my )?(?:office|desk|mail|e-?mail)|on (?:vacation|holidays?|(?:annual|maternity|parental|sick|medical) leave|leave|travel)"
    r"|not in (?:the )?office|i am (?:away|out|on (?:leave|vacation|holiday))\b.{0,40}|i'm (?:away|out)\b.{0,40}|away",
    "fr": r"absence(?: du bureau)?|absente?(?: du bureau| jusqu.{0,40})?|en congés?|hors (?:du|de mon) bureau|je suis absente?.{0,40}",
    "es": r"fuera de (?:la )?oficina|ausente|ausencia(?: de la oficina| temporal)?|de vacaciones|estoy (?:ausente|fuera).{0,40}",
    "pt": r"fora do escritório|ausente|ausência(?: temporária| do escritório)?|de férias|estou (?:ausente|fora).{0,40}",
    "it": r"fuori (?:sede|ufficio)|assenza(?: dall'ufficio)?|assente|in ferie|sono assente.{0,40}",
    "de": r"abwesenheit\w*|abwesend|nicht im (?:büro|hause|haus)|außer haus|im urlaub|urlaub",
    "nl": r"afwezig\w*|niet aanwezig|op vakantie|met verlof|niet op kantoor",
    "sv": r"frånvaro\w*|frånvarande|inte på kontoret|semester|ej på plats",
    "da": r"fravær\w*|ikke på kontoret|på ferie|ferie",
    "no": r"fravær\w*|ikke på kontoret|på ferie|ikke tilstede|ikke til stede",
    "fi": r"poissa\w*|lomalla|en ole (?:toimistolla|paikalla)",
    "pl": r"nieobecn\w*|poza biurem|urlop|na urlopie",
    "cs": r"nepřítomn\w*|mimo kancelář|dovolená|jsem mimo kancelář",
    "sk": r"neprítomn\w*|mimo kancelárie|dovolenka",
    "hu": r"házon kívül|irodán kívül|szabadság\w*|távollét\w*",
    "ro": r"absent din birou|în afara biroului|în concediu|concediu",
    "hr": r"odsut\w*|izvan ureda|na godišnjem",
    "sl": r"odsot\w*",
    "bg": r"извън офиса|отсъств\w*",
    "sr": r"одсут\w*|ван канцеларије",
    "ru": r"вне офиса|отсутств\w+(?: на рабочем месте| в офисе)?|нет на месте|в отпуске|отпуск",
    "uk": r"поза офісом|відсутн\w*|у відпустці",
    "el": r"εκτός γραφείου|απουσ\w*|σε άδεια",
    "tr": r"ofis dışında\w*|izinde(?:yim)?|ofiste değil\w*|yerinde değil",
    "he": r"מחוץ למשרד|בחופשה",
    "ar": r"خارج المكتب|في إجازة|غائب",
    "fa": r"خارج از (?:دفتر|محل کار)|در مرخصی",
    "hi": r"कार्यालय से बाहर|छुट्टी पर",
    "th": r"ไม่อยู่ที่สำนักงาน|ไม่อยู่ที่ทำงาน|ลาพักร้อน",
    "vi": r"vắng mặt|ngoài văn phòng|nghỉ phép",
    "id": r"di luar kantor|sedang cuti|cuti",
    "sw": r"nje ya ofisi|likizo(?:ni)?",
    "zh": r"(?:外出|休假|不在办公室|不在辦公室|出差)(?:通知|中)?|休假中",
    "ja": r"不在|外出中|休暇(?:中|のお知らせ)?",
    "ko": r"부재 ?중\w*|휴가 ?중\w*",
}
# In the text: the writer is away, or a machine says that it is one. Only beside another sign.
_SENTENCES = {
    "en": r"(?:i am|i'm|i will be|i'll be|am|currently|is|will be|are) (?:currently |presently |now |also )?(?:be )?(?:out of (?:the |my )?(?:office|town|country)|away(?: from)?|on (?:vacation|holiday|"
    r"annual leave|leave|maternity|a business|business|sabbatical|travel)|travell?ing|unavailable|absent|not (?:in the|at my|available|reachable|checking))|out of (?:the )?office (?:until|from|on|and|with|for|today|through)|"
    r"(?:limited|no|intermittent|little) access to (?:my )?(?:e-?mail|mail|internet)|(?:will|shall|'ll) (?:be )?(?:reply|respond|return|answer|get back|read|back)\b.{0,40}(?:when|upon|on|as soon|after|once|until|in the)"
    r"|(?:this is an |this e-?mail is an? |this (?:is|message is) )?auto(?:matic|mated|matically[- ]generated|-?generated|-?)[ -]?(?:reply|response|e-?mail|message|acknowledge?ment|notification|answer)|"
    r"(?:do not|don't|please do not) (?:reply|respond) to this|(?:thank you for|thanks for|we have received|we've received|has been received|have received) (?:your |contacting|writing|e-?mail)|"
    r"(?:no longer|not) (?:work|with|employed|at|in|active|monitored|being (?:checked|monitored))|has left|have left|returning on|back in the office|during my absence|in my absence|urgent matters|mailbox is not monitored|not be (?:reading|checking|able to)",
    "fr": r"(?:suis|serai|est|sera|actuellement) (?:actuellement |en )?(?:absente?|en congés?|en déplacement|en mission|hors|indisponible)|message automatique|réponse automatique|en mon absence|(?:de|mon) retour|accusons réception|(?:bien )?(?:été )?reçu votre|ne pas répondre|congés?\b|quitté",
    "es": r"(?:estoy|estaré|me encuentro|se encuentra|estará|encontraré) (?:\w+ )?(?:fuera|ausente|de vacaciones|de viaje|de permiso|en)|mensaje automático|respuesta automática|mi (?:ausencia|regreso|vuelta)|hemos recibido|recibido su|no responda|vacaciones|acus\w+ (?:de )?recib",
    "pt": r"(?:estou|estarei|encontro-me|encontra-se|estará) (?:\w+ )?(?:fora|ausente|de férias|em viagem|de licença|em)|mensagem automática|resposta automática|minha ausência|meu (?:regresso|retorno)|recebemos|não responda|férias",
    "it": r"(?:sono|sarò|sarà) (?:\w+ )?(?:assente|fuori|in ferie|in viaggio|in missione)|messaggio automatico|risposta automatica|mia assenza|mio (?:rientro|ritorno)|abbiamo ricevuto|non rispond|ferie|rientr",
    "de": r"(?:bin|werde|befinde|ist) .{0,60}(?:nicht im (?:büro|hause|haus)|abwesend|im urlaub|außer haus|auf dienstreise|nicht erreichbar|unterwegs|wieder|zurück)|automatisch|abwesenheit|urlaub|wieder (?:da|erreichbar|im büro)|"
    r"haben ihre (?:e-?mail|nachricht|anfrage)|eingegangen|nicht mehr (?:im|bei|in|tätig)|nicht (?:auf diese|weitergeleitet)",
    "nl": r"(?:ben|is|zal) .{0,60}(?:afwezig|niet aanwezig|niet op kantoor|met vakantie|op vakantie|met verlof|bereikbaar)|automatisch|afwezigheid|ontvangen|vakantie|terug",
    "sv": r"frånvar|inte på (?:kontoret|plats)|semester|automatiskt|åter|ledig|tjänsteresa|har mottagit",
    "da": r"fravær|ikke på kontoret|ferie|automatisk|tilbage|har modtaget|træffes",
    "no": r"fravær|ikke på kontoret|ferie|automatisk|tilbake|ikke (?:tilstede|til stede)|har mottatt",
    "fi": r"poissa|lomalla|automaattinen|palaan|tavoitettavissa|vastaanot",
    "et": r"kontorist (?:väljas|eemal)|puhkus|automaat|eemal|tagasi",
    "lv": r"prombūtn|atvaļinājum|automātisk|biroj",
    "lt": r"atostog|nesu biure|automatin|grįš",
    "pl": r"nieobecn|poza biurem|urlop|automatyczn|wracam|wrócę|delegacj|otrzyma(?:liśmy|łem)",
    "cs": r"nepřítom|mimo kancelář|dovolen|automatick|vrátím|zastupuje|obdrželi",
    "sk": r"neprítom|mimo kancelári|dovolenk|automatick|vrátim|zastupuje",
    "hu": r"házon kívül|szabadság|irodán kívül|automatikus|távol|vissza",
    "ro": r"concediu|absent|nu sunt (?:la|în) birou|automat|revin|înapoi|lipsesc",
    "hr": r"odsut|izvan ureda|godišnj|automatsk|vraćam|nisam u (?:uredu|kancelariji)",
    "sl": r"odsot|dopust|samodejn|avtomatsk|nisem v pisarni",
    "bg": r"извън офиса|отпуск|автоматичн|отсъств|командировк",
    "sr": r"одсут|годишњ|аутоматск|нисам у канцеларији",
    "ru": r"отсутств|отпуск|автоматическ|автоответ|командировк|вне офиса|нет на (?:месте|работе)|вернусь|ваше (?:письмо|сообщение|обращение) (?:получено|принято|зарегистрировано)|буду (?:на месте|доступ)",
    "uk": r"відсутн|відпустц|автоматичн|відрядженн|поза офісом|повернусь|отримано",
    "el": r"εκτός γραφείου|άδεια|αυτόματ|απουσι|θα επιστρέψω|λάβαμε",
    "tr": r"ofis(?:te)? (?:dışında|değil)|izinde|izinli|otomatik|yıllık izin|dön(?:eceğim|üş)|tatil|seyahat|ulaşmıştır|alınmıştır",
    "he": r"מחוץ למשרד|בחופשה|אוטומטי|אשוב|נעדר|בחו\"?ל",
    "ar": r"خارج المكتب|إجازة|تلقائي|غيابي|سأعود|آلي|خارج البلاد|استلمنا|تم استلام|لست في المكتب|مهمة (?:عمل|رسمية)",
    "fa": r"مرخصی|خودکار|خارج از (?:دفتر|محل کار|کشور)|غیبت|باز(?:خواهم|می‌?گرد)|دریافت شد|حضور ندارم",
    "ur": r"دفتر سے باہر|خودکار|چھٹی",
    "hi": r"कार्यालय से बाहर|छुट्टी|स्वचालित|अवकाश|अनुपस्थित|प्राप्त हो",
    "bn": r"অফিসের বাইরে|ছুটি|স্বয়ংক্রিয়",
    "th": r"ไม่อยู่|ลาพัก|อัตโนมัติ|ลางาน",
    "vi": r"vắng mặt|nghỉ phép|tự động|ngoài văn phòng|công tác|đã nhận được",
    "id": r"cuti|otomatis|di luar kantor|tidak berada|dinas|telah (?:kami )?(?:diterima|terima)|kembali (?:bekerja|ke kantor|pada)",
    "sw": r"likizo|nje ya ofisi|otomatiki|safarini|sipo ofisini|nitarudi|tumepokea",
    "zh": r"外出|休假|出差|不在(?:办公室|辦公室|公司|单位)|自动|自動|度假|年假|离开|已(?:经)?(?:收到|成功收到)|收到您的|尽快(?:给您)?(?:回复|答复)|盡快|无法(?:及时|立即)|返回",
    "ja": r"不在|休暇|外出|自動|出張|休業|留守|休み|受け付け|受信(?:いた|しま)|お問い合わせ(?:いただき|ありがとう)",
    "ko": r"부재|휴가|자동|출장|자리를 비|외근|접수되|복귀",
}

SAYS_AWAY = re.compile(rf"(?:{_any_of(_SENTENCES)})", re.IGNORECASE)
_END = r"\s*(?:[:：;!\[(<«\"'–—\-|]|\.{0,3}\s*$)"
PROGRAM_PREFIX = re.compile(rf"^\W*(?:{_any_of(_AUTOMATIC)})\s*[:：]", re.IGNORECASE)
PROGRAM_WHOLE = re.compile(rf"^\W*(?:{_any_of(_AUTOMATIC)}){_END}", re.IGNORECASE)
AWAY_PREFIX = re.compile(rf"^\W*(?:{_any_of(_AWAY)})\s*[:：]\s*\S", re.IGNORECASE)
AWAY_WHOLE = re.compile(rf"^\W*(?:{_any_of(_AWAY)}){_END}", re.IGNORECASE)
NOTES_SUBJECT = re.compile(
    r"^auto(?:reply|response|matic)?\s*:|\]\s*auto-?(?:reply|response):|^[\w/ .,'-]{2,60}\bis out of (?:the )?office\b|\(out of (?:the )?office\)\s*$"
    r"|\[(?:auto[- ]?reply|out of office|vacation|autoresponse|automated reply)\]|(?:is|are) (?:currently )?out of (?:the )?office[ .:(]"
    r"|\bist (?:außer haus|nicht im (?:haus|büro))\b|\best absente?\b.{0,3}$|\(auto(?:matic)?[- ]?(?:reply|response)\)\s*$",
    re.IGNORECASE,
)
# The machine names itself in the text: enough beside an answer's subject.
MACHINE = re.compile(
    r"(?:this is an?|this e-?mail is an?|this message is an?|^|\*) ?(?:auto(?:matic|mated|matically[- ]generated|-?generated)[ -]?(?:reply|response|e-?mail (?:reply|response)|acknowledge?ment|message|e-?mail|notification|answer))|"
    r"auto-?(?:reply|responder|response)\b|(?:sent|generated|created) automatically|automatically (?:generated|sent|created) (?:reply|response|message|e-?mail|by|acknowledg)|"
    r"(?:réponse|message|courriel|mail) (?:est |a été )?(?:généré |envoyé )?automatique|(?:respuesta|mensaje|correo) (?:generad[oa] |enviad[oa] |es )?automátic|(?:resposta|mensagem|e-?mail) (?:gerad[oa] |enviad[oa] |é )?automátic|"
    r"automatisch (?:generiert|erstellt|erzeugt|versandt|versendet|gegenereerd)\w*|automatische (?:antwort|nachricht|e-?mail|reactie)|(?:messaggio|risposta|e-?mail) (?:generat[oa] |inviat[oa] )?automatic|"
    r"(?:автоматическ(?:ий|ое|и)|автоматично) (?:ответ|сообщение|уведомление|письмо|сгенерирован|создан|отправлен)|это (?:автоматическ|автоответ)|(?:此|本|这是)(?:邮件|郵件|信)?.{0,8}(?:系统|系統)?(?:自动|自動)(?:发送|發送|回复|回覆|发出)|自动(?:回复|答复)|自動(?:返信|応答|配信|回覆)|"
    r"(?:رد|رسالة) (?:تلقائي|آلي)|پاسخ خودکار|otomatik (?:olarak|yanıt|cevap|mesaj)|(?:balasan|pesan|email) otomatis|स्वचालित|자동 ?(?:발송|회신|응답)|automatycznie (?:wygenerowan|wysłan)|automatyczna (?:odpowiedź|wiadomość)|trả lời tự động|อัตโนมัติ",
    re.IGNORECASE | re.MULTILINE,
)
