"""Plans as the officer writes them: an urgent activity with a meeting, one with a call in writing."""

FORUM, REVIEW = "forum-2026/inputs", "review-2026/views"
MEETING = """
- id: forum-2026
  title: {en: Forum 2026, fr: Forum 2026, ar: منتدى 2026, zh: 2026年论坛, ru: Форум 2026, es: Foro 2026}
  process: wsis
  level: high
  dates: {start: 2026-07-06, end: 2026-07-10}
  place: {en: Geneva, fr: Genève, ar: جنيف, zh: 日内瓦, ru: Женева, es: Ginebra}
  assessment:
    impact: {rating: 4, text: {en: It matters., fr: C’est important., ar: الأمر مهم., zh: 事关重大。, ru: Это важно., es: Es importante.}}
    forms: [host]
    expected_support: {en: Views., fr: Des observations., ar: آراء., zh: 意见。, ru: Мнения., es: Opiniones.}
    members_needed: urgent
    reason: {en: The text is adopted in July., fr: Le texte est adopté en juillet., ar: يُعتمد النص في يوليو., zh: 案文将于七月通过。, ru: Текст принимается в июле., es: El texto se adopta en julio.}
  consultations:
    - id: inputs
      form: meeting
      reply: views
      session: {start: "2026-04-15T14:00", end: "2026-04-15T17:00", zone: Europe/Zurich, mode: hybrid}
      deadline: {at: "2026-04-30T23:59", zone: Europe/Zurich}
"""
WRITING = """
- id: review-2026
  title: {en: Review 2026, fr: Examen 2026, ar: استعراض 2026, zh: 2026年审查, ru: Обзор 2026, es: Examen 2026}
  process: sdg
  level: expert
  assessment:
    impact: {rating: 3, text: {en: It matters too., fr: C’est important aussi., ar: الأمر مهم أيضاً., zh: 同样重要。, ru: Это тоже важно., es: También es importante.}}
    forms: [written-contribution]
    expected_support: {en: Contributions., fr: Des contributions., ar: مساهمات., zh: 文稿。, ru: Вклады., es: Contribuciones.}
    members_needed: welcome
  consultations:
    - id: views
      form: writing
      reply: views
      deadline: {at: "2026-05-08T23:59", zone: Europe/Zurich}
"""
