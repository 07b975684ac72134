"""What focal points write in their own words, in six languages. Signed by offices, never by names.

Fields in braces: {colleague} an address, {until} the day of return.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.languages import Language


@dataclass(frozen=True, slots=True)
class Prose:
    """The letters of one language, from which the dice choose."""

    views: tuple[str, ...]
    covers: tuple[str, ...]  # go with a contribution
    handover: tuple[str, ...]
    comments: tuple[str, ...]  # the short note beside Accept or Decline
    away: tuple[str, ...]
    closing: str
    office: str  # who signs when an office answers for the focal point
    contribution: str  # name of the document
    points: tuple[str, ...]  # what the document says


PROSE: Mapping[Language, Prose] = {
    "en": Prose(
        views=(
            "Dear colleagues,\n\nThank you for the invitation. Our administration supports the proposed activity and will take part with two experts. We would welcome more time for the item on capacity building in developing countries.",
            "Dear Sir or Madam,\n\nWith reference to your circular letter, I have the honour to inform you that our administration has no objection to the proposal.\n\nPlease accept the assurances of my highest consideration.",
            "Good morning,\n\nUnfortunately nobody from the capital can attend on these dates. We will follow the discussion from Geneva and may send written comments afterwards.",
            "Dear Secretariat,\n\nOur comments are as follows:\n\n1. The priorities are the right ones, but the connectivity of schools should be named.\n2. The timetable is tight for administrations that have to consult several ministries.\n3. We suggest a short progress note every six months.\n\nWe remain available for any clarification.",
            "Dear all,\n\nThe consultation among our ministries is still under way. Would it be possible to receive our input one week after the deadline?",
            "Dear colleagues,\n\nWe align ourselves with the views of our regional group and have nothing to add at this stage. Please keep us on the list for the next meeting.",
            "Well received, thank you. We will take part online.",
            "Dear colleagues,\n\nWe would like to propose one of our universities as host of a regional preparatory meeting. Could you tell us whom to contact about the practical side?",
        ),
        covers=(
            "Dear colleagues,\n\nPlease find attached the contribution of our administration to the consultation. We agree to its publication.",
            "Dear Secretariat,\n\nAttached is our written input. A translation will not be provided.",
        ),
        handover=(
            "Dear colleagues,\n\nThis matter is now followed by another department. Please address {colleague}, who will reply on our behalf.",
            "Hello,\n\nI am passing this invitation on to the colleague in charge ({colleague}), who will take part in my place.",
        ),
        comments=(
            "Looking forward to it.",
            "One expert will join online.",
            "Other duties that week.",
        ),
        away=(
            "Thank you for your message. I am out of the office until {until} and will reply after my return.",
            "I am on mission until {until} with limited access to e-mail. In urgent cases please contact the registry of the ministry.",
        ),
        closing="Kind regards,",
        office="Office of the Director-General",
        contribution="Contribution",
        points=(
            "Our administration thanks the Secretariat for the opportunity to contribute.",
            "We attach importance to affordable access, digital skills and the participation of all countries.",
            "We propose that progress be reviewed once a year on the basis of figures that all can verify.",
        ),
    ),
    "fr": Prose(
        views=(
            "Chers collègues,\n\nNous vous remercions de votre invitation. Notre administration soutient l’activité proposée et y participera avec deux experts. Nous souhaiterions que plus de temps soit consacré au renforcement des capacités dans les pays en développement.",
            "Madame, Monsieur,\n\nEn réponse à votre lettre circulaire, j’ai l’honneur de vous informer que notre administration n’a pas d’objection à la proposition.\n\nVeuillez agréer l’expression de ma haute considération.",
            "Bonjour,\n\nMalheureusement, personne ne pourra venir de la capitale à ces dates. Nous suivrons les débats depuis Genève et enverrons peut-être des observations écrites par la suite.",
            "Cher Secrétariat,\n\nNos observations sont les suivantes :\n\n1. Les priorités sont bien choisies, mais la connectivité des écoles devrait être mentionnée.\n2. Le calendrier est serré pour les administrations qui doivent consulter plusieurs ministères.\n3. Nous suggérons une brève note d’étape tous les six mois.\n\nNous restons à votre disposition pour toute précision.",
            "Bonjour à tous,\n\nLa consultation entre nos ministères est encore en cours. Serait-il possible de recevoir nos observations une semaine après la date limite ?",
            "Chers collègues,\n\nNous nous associons aux vues de notre groupe régional et n’avons rien à ajouter à ce stade. Merci de nous garder sur la liste pour la prochaine réunion.",
            "Bien reçu, merci. Nous participerons en ligne.",
        ),
        covers=(
            "Chers collègues,\n\nVeuillez trouver ci-joint la contribution de notre administration à la consultation. Nous acceptons qu’elle soit publiée.",
            "Cher Secrétariat,\n\nVous trouverez notre contribution écrite en pièce jointe. Elle n’existe qu’en français.",
        ),
        handover=(
            "Chers collègues,\n\nCe dossier est désormais suivi par un autre service. Merci de vous adresser à {colleague}, qui répondra en notre nom.",
            "Bonjour,\n\nJe transmets cette invitation au collègue chargé du dossier ({colleague}), qui participera à ma place.",
        ),
        comments=(
            "Avec plaisir.",
            "Un expert se joindra en ligne.",
            "Autres obligations cette semaine-là.",
        ),
        away=(
            "Merci de votre message. Je suis absent du bureau jusqu’au {until} et vous répondrai à mon retour.",
            "Je suis en mission jusqu’au {until}, avec un accès limité à la messagerie. En cas d’urgence, merci de vous adresser au secrétariat du ministère.",
        ),
        closing="Cordialement,",
        office="Secrétariat de la direction générale",
        contribution="Contribution écrite",
        points=(
            "Notre administration remercie le Secrétariat de lui donner l’occasion de contribuer.",
            "Nous attachons de l’importance à un accès abordable, aux compétences numériques et à la participation de tous les pays.",
            "Nous proposons que les progrès soient examinés une fois par an, sur la base de chiffres vérifiables par tous.",
        ),
    ),
    "es": Prose(
        views=(
            "Estimados colegas:\n\nMuchas gracias por la invitación. Nuestra administración apoya la actividad propuesta y participará con dos expertos. Agradeceríamos más tiempo para el punto sobre la creación de capacidades en los países en desarrollo.",
            "Muy señores míos:\n\nEn relación con su carta circular, tengo el honor de comunicarles que nuestra administración no tiene objeciones a la propuesta.\n\nAprovecho la ocasión para reiterarles mi más alta consideración.",
            "Buenos días:\n\nLamentablemente, nadie de la capital podrá asistir en esas fechas. Seguiremos el debate desde Ginebra y quizá enviemos comentarios por escrito después.",
            "Estimada Secretaría:\n\nNuestros comentarios son los siguientes:\n\n1. Las prioridades son acertadas, pero debería mencionarse la conectividad de las escuelas.\n2. El calendario es ajustado para las administraciones que deben consultar a varios ministerios.\n3. Sugerimos una breve nota de avance cada seis meses.\n\nQuedamos a su disposición para cualquier aclaración.",
            "Buenas tardes:\n\nLa consulta entre nuestros ministerios sigue en curso. ¿Sería posible enviar nuestra respuesta una semana después de la fecha límite?",
            "Estimados colegas:\n\nNos sumamos a las opiniones de nuestro grupo regional y no tenemos nada que añadir por el momento. Les rogamos que nos mantengan en la lista para la próxima reunión.",
            "Recibido, gracias. Participaremos en línea.",
        ),
        covers=(
            "Estimados colegas:\n\nAdjuntamos la contribución de nuestra administración a la consulta. Aceptamos que se publique.",
            "Estimada Secretaría:\n\nSe adjunta nuestra contribución por escrito, disponible solo en español.",
        ),
        handover=(
            "Estimados colegas:\n\nEste asunto lo sigue ahora otro departamento. Les rogamos que se dirijan a {colleague}, que responderá en nuestro nombre.",
            "Buenos días:\n\nTraslado esta invitación al colega encargado ({colleague}), que participará en mi lugar.",
        ),
        comments=(
            "Con mucho gusto.",
            "Un experto se conectará en línea.",
            "Otros compromisos esa semana.",
        ),
        away=(
            "Gracias por su mensaje. Estaré fuera de la oficina hasta el {until} y responderé a mi regreso.",
            "Me encuentro en misión hasta el {until}, con acceso limitado al correo. En caso urgente, diríjanse a la secretaría del ministerio.",
        ),
        closing="Atentamente,",
        office="Secretaría de la Dirección General",
        contribution="Contribución",
        points=(
            "Nuestra administración agradece a la Secretaría la oportunidad de contribuir.",
            "Concedemos importancia al acceso asequible, a las competencias digitales y a la participación de todos los países.",
            "Proponemos que los avances se examinen una vez al año con cifras que todos puedan verificar.",
        ),
    ),
    "ru": Prose(
        views=(
            "Уважаемые коллеги!\n\nБлагодарим за приглашение. Наша администрация поддерживает предлагаемое мероприятие и направит двух экспертов. Просим уделить больше времени вопросу о создании потенциала в развивающихся странах.",
            "Уважаемые дамы и господа!\n\nВ ответ на ваше циркулярное письмо имею честь сообщить, что наша администрация не имеет возражений против предложения.\n\nПримите уверения в моём совершенном почтении.",
            "Добрый день!\n\nК сожалению, в эти даты никто из столицы приехать не сможет. Мы будем следить за обсуждением из Женевы и, возможно, направим письменные замечания позднее.",
            "Уважаемый Секретариат!\n\nНаши замечания:\n\n1. Приоритеты выбраны верно, но следует упомянуть подключение школ.\n2. Сроки сжатые для администраций, которым нужно согласование с несколькими министерствами.\n3. Предлагаем краткую записку о ходе работы раз в полгода.\n\nГотовы дать любые разъяснения.",
            "Добрый день!\n\nСогласование между нашими министерствами ещё продолжается. Можно ли прислать наши замечания через неделю после установленного срока?",
            "Уважаемые коллеги!\n\nМы присоединяемся к мнению нашей региональной группы, добавить на данном этапе нечего. Просим сохранить нас в списке на следующее собрание.",
            "Получено, спасибо. Будем участвовать дистанционно.",
        ),
        covers=(
            "Уважаемые коллеги!\n\nНаправляем во вложении вклад нашей администрации в консультацию. На публикацию согласны.",
            "Уважаемый Секретариат!\n\nНаш письменный вклад во вложении, только на русском языке.",
        ),
        handover=(
            "Уважаемые коллеги!\n\nЭтим вопросом теперь занимается другой департамент. Просим писать на адрес {colleague}, ответ будет дан от нашего имени.",
            "Добрый день!\n\nПередаю это приглашение ответственному коллеге ({colleague}), который примет участие вместо меня.",
        ),
        comments=(
            "С удовольствием.",
            "Один эксперт подключится дистанционно.",
            "На этой неделе другие обязательства.",
        ),
        away=(
            "Благодарю за письмо. Я отсутствую на рабочем месте до {until} и отвечу по возвращении.",
            "Я в командировке до {until}, доступ к почте ограничен. По срочным вопросам обращайтесь в канцелярию министерства.",
        ),
        closing="С уважением,",
        office="Канцелярия генерального директора",
        contribution="Вклад",
        points=(
            "Наша администрация благодарит Секретариат за возможность внести вклад.",
            "Мы придаём большое значение доступной связи, цифровым навыкам и участию всех стран.",
            "Предлагаем ежегодно рассматривать ход работы на основе данных, которые может проверить каждый.",
        ),
    ),
    "zh": Prose(
        views=(
            "各位同事：\n\n感谢邀请。我主管部门支持拟议的活动，并将派两名专家参加。希望为发展中国家能力建设这一议项安排更多时间。",
            "尊敬的先生/女士：\n\n关于贵处的通函，谨此通知，我主管部门对该提案没有异议。\n\n顺致最崇高的敬意。",
            "您好：\n\n很遗憾，届时首都无人能够前往。我们将在日内瓦关注讨论情况，之后可能提交书面意见。",
            "秘书处：\n\n我们的意见如下：\n\n1. 优先事项选择得当，但应提及学校的互联互通。\n2. 对于需要征求多个部委意见的主管部门而言，时间安排较紧。\n3. 建议每六个月提供一份简短的进展说明。\n\n如需澄清，请随时联系。",
            "各位好：\n\n我国各部委之间的磋商仍在进行。可否在截止日期一周后提交我方意见？",
            "各位同事：\n\n我们赞同本区域组的意见，现阶段没有补充。请将我们保留在下次会议的名单上。",
            "已收到，谢谢。我们将在线参加。",
        ),
        covers=(
            "各位同事：\n\n随函附上我主管部门提交磋商的文稿，我们同意予以公布。",
            "秘书处：\n\n附件为我方书面意见，仅有中文文本。",
        ),
        handover=(
            "各位同事：\n\n此事现由另一司负责。请联系 {colleague}，该处将代表我方答复。",
            "您好：\n\n我将此邀请转交主管同事（{colleague}），由其代为参加。",
        ),
        comments=("期待参会。", "一名专家将在线参加。", "当周另有公务。"),
        away=(
            "感谢来信。本人外出，{until}返回办公室，届时答复。",
            "本人出差至{until}，查阅邮件不便。如有急事，请联系本部办公厅。",
        ),
        closing="此致",
        office="办公厅",
        contribution="书面文稿",
        points=(
            "我主管部门感谢秘书处提供发表意见的机会。",
            "我们重视价格可承受的接入、数字技能以及所有国家的参与。",
            "我们建议每年依据各方均可核实的数据审议进展情况。",
        ),
    ),
    "ar": Prose(
        views=(
            "الزملاء الأعزاء،\n\nنشكركم على الدعوة. تؤيد إدارتنا النشاط المقترح وستشارك فيه بخبيرين. ونرجو تخصيص وقت أطول للبند المتعلق ببناء القدرات في البلدان النامية.",
            "حضرة السيدة/السيد،\n\nبالإشارة إلى رسالتكم المعممة، يشرفني أن أبلغكم بأن إدارتنا لا تعترض على المقترح.\n\nوتفضلوا بقبول فائق الاحترام.",
            "صباح الخير،\n\nللأسف لن يتمكن أحد من الحضور من العاصمة في هذه التواريخ. سنتابع المناقشات من جنيف وقد نرسل تعليقات مكتوبة فيما بعد.",
            "حضرة الأمانة،\n\nتعليقاتنا كما يلي:\n\n1. الأولويات مناسبة، ولكن ينبغي ذكر توصيل المدارس.\n2. الجدول الزمني ضيق للإدارات التي يتعين عليها التشاور مع عدة وزارات.\n3. نقترح مذكرة موجزة عن التقدم المحرز كل ستة أشهر.\n\nونحن على استعداد لتقديم أي توضيح.",
            "السلام عليكم،\n\nلا يزال التشاور جاريا بين وزاراتنا. هل يمكن تلقي مساهمتنا بعد أسبوع من الموعد النهائي؟",
            "الزملاء الأعزاء،\n\nنؤيد آراء مجموعتنا الإقليمية وليس لدينا ما نضيفه في هذه المرحلة. نرجو إبقاءنا على قائمة الاجتماع المقبل.",
            "تم الاستلام، شكرا لكم. سنشارك عن بعد.",
        ),
        covers=(
            "الزملاء الأعزاء،\n\nتجدون طيه مساهمة إدارتنا في المشاورة، ونوافق على نشرها.",
            "حضرة الأمانة،\n\nمرفق مساهمتنا المكتوبة، وهي متاحة باللغة العربية فقط.",
        ),
        handover=(
            "الزملاء الأعزاء،\n\nتتابع هذا الموضوع حاليا إدارة أخرى. يرجى مخاطبة {colleague} للرد نيابة عنا.",
            "تحية طيبة،\n\nأحيل هذه الدعوة إلى الزميل المكلف ({colleague}) للمشاركة بدلا مني.",
        ),
        comments=(
            "يسرنا الحضور.",
            "سيشارك خبير واحد عن بعد.",
            "لدينا التزامات أخرى في ذلك الأسبوع.",
        ),
        away=(
            "شكرا على رسالتكم. أنا خارج المكتب حتى {until} وسأرد بعد عودتي.",
            "أنا في مهمة رسمية حتى {until} مع إمكانية محدودة للاطلاع على البريد. في الحالات العاجلة يرجى الاتصال بديوان الوزارة.",
        ),
        closing="مع أطيب التحيات،",
        office="مكتب المدير العام",
        contribution="مساهمة مكتوبة",
        points=(
            "تشكر إدارتنا الأمانة على إتاحة الفرصة للمساهمة.",
            "نولي أهمية للنفاذ الميسور التكلفة وللمهارات الرقمية ولمشاركة جميع البلدان.",
            "نقترح استعراض التقدم المحرز مرة كل سنة على أساس أرقام يمكن للجميع التحقق منها.",
        ),
    ),
}
