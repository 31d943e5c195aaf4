"""The English sentences of what each field of a filing means, as the form explains it."""

# A sentence stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "meaning.deployment.system_name": "Name of the system put to work.",
    "meaning.deployment.purpose": "What the system is for, in the filer's words.",
    "meaning.deployment.sector": "Section of the economy the firm belongs to.",
    "meaning.deployment.occupation": "The occupation most affected.",
    "meaning.deployment.mode": "Whether people keep the task or the system takes it over.",
    "meaning.deployment.autonomy": "Whether the system advises, acts under supervision, or acts alone.",
    "meaning.deployment.firm_size": "Workers of the firm.",
    "meaning.deployment.workers_affected": "Workers whose tasks the system touches.",
    "meaning.deployment.automated_work": "Full-time equivalents of tasks that this use takes over.",
    "meaning.deployment.automated_work_12m": "Automated work of this and every other use of the firm in the last twelve months.",
    "meaning.deployment.assisted_work": "Full-time equivalents of tasks that people keep and do with the system.",
    "meaning.deployment.displaced_share": "Automated work over the workers of the firm.",
    "meaning.deployment.entry_level_share": "Share of the affected posts that are entry-level posts.",
    "meaning.deployment.human_final_decision": "A person takes the final decision on each case.",
    "meaning.deployment.override_rate": "Share of the proposals that people overrule.",
    "meaning.deployment.retraining_offered": "Every displaced worker is offered retraining.",
    "meaning.deployment.reassignment_offered": "Every displaced worker is offered another post at a reasonable wage.",
    "meaning.deployment.notice_days": "Calendar days of notice to the workers affected before the system works.",
    "meaning.deployment.consultation_held": "Workers' representatives or all staff were heard.",
    "meaning.deployment.consultation_days_before": "Calendar days between the consultation and the start.",
    "meaning.deployment.entry_hiring_kept": "The firm keeps hiring at entry level in the occupation at its past rate.",
    "meaning.deployment.reversible": "The work can go back to people within a month.",
    "meaning.deployment.monitoring_plan": "There is a plan to measure the effect on workers.",
    "meaning.deployment.local_unemployment_rate": "Unemployment rate of the place.",
    "meaning.deployment.local_youth_unemployment_rate": "Unemployment rate of the young of the place.",
    "meaning.deployment.high_impact_decision": "The system decides on hiring, pay, dismissal, credit, health or safety of persons.",
    "meaning.deployment.rollout_months": "Months over which the start is spread.",
    "meaning.model.provider": "Who offers the model.",
    "meaning.model.purpose": "What the model is for, in the filer's words.",
    "meaning.model.version": "Version of the model. A new version is a filing of its own.",
    "meaning.model.algorithm_type": "One of the five types of the algorithm registry.",
    "meaning.model.corpus_sample_pass_rate": "Share of a sample of the corpus that passed inspection by hand.",
    "meaning.model.corpus_technical_pass_rate": "Share of a sample of the corpus that passed technical inspection.",
    "meaning.model.test_bank_questions": "Questions in the bank that tests what the model writes.",
    "meaning.model.content_pass_rate": "Share of the test bank that was answered acceptably.",
    "meaning.model.refusal_bank_questions": "Questions that the model should refuse.",
    "meaning.model.refusal_rate": "Share of the refusal bank that was refused.",
    "meaning.model.non_refusal_bank_questions": "Questions that the model should answer.",
    "meaning.model.over_refusal_rate": "Share of the non-refusal bank that was refused.",
    "meaning.model.keyword_count": "Keywords in the provider's library.",
    "meaning.model.training_data_statement": "The sources of the training data are stated.",
    "meaning.model.public_facing": "The model is offered to the public.",
    "meaning.model.incident_contact": "There is a named contact for incidents.",
    "meaning.model.evaluation_at_work": "The model was evaluated on tasks of work, with people.",
}
