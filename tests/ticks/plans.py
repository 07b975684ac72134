"""Plans as the officer writes them: an urgent activity with a meeting, one with a call in writing."""

FORUM, REVIEW = "forum-2026/inputs", "review-2026/views"
MEETING = """
- id: forum-2026
  title: {en: Forum 2026, fr: Forum 2026, ar: منتدى 2026, zh: 2026年论坛, ru: Форум 2026, es: Foro 2026}
  process: wsis
  level: high
  dates: {start: 2026-07-06, end: 2026-07-10}
  place: {en: Geneva}
  assessment:
    impact: {rating: 4, text: {en: It matters.}}
    forms: [host]
    expected_support: {en: Views.}
    members_needed: urgent
    reason: {en: The text is adopted in July.}
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
    impact: {rating: 3, text: {en: It matters too.}}
    forms: [written-contribution]
    expected_support: {en: Contributions.}
    members_needed: welcome
  consultations:
    - id: views
      form: writing
      reply: views
      deadline: {at: "2026-05-08T23:59", zone: Europe/Zurich}
"""
