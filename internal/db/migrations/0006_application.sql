-- +goose Up

create table application (
	id             text primary key,
	intake_id      text not null references intake (id),
	programme_id   text not null references programme (id),
	person_id      text not null references person (id) on delete cascade,
	side           text not null check (side in ('mentee', 'mentor')),
	number         text not null,           -- '' until submitted
	status         text not null check (status in ('draft', 'submitted', 'eligible', 'not-eligible', 'waiting', 'withdrawn')),
	fit            text not null,           -- eligibility at the last look: 'yes', 'ask' or 'no'
	submitted_at   datetime,
	institution_id text references institution (id),
	employer       text not null,           -- as typed, where no institution of ours is meant
	person_text    text not null,           -- folded name and address as they were at the start; later ones are searched in person
	search_text    text not null,           -- folded number and employer
	role_code      text not null,           -- of the catalogue, or 'other'
	category       text not null,           -- of the role
	questionnaire  text not null,           -- the edition answered, as JSON
	notice_version text not null,           -- of the privacy notice seen before the first field
	declared       text not null,           -- versions of ethics code and boundaries accepted, as JSON
	declared_at    datetime,
	conflicts      boolean not null,        -- whether any conflict of interest was declared
	checklist      text not null,           -- cards of the mentor's preparation that were read, comma-separated
	news_on        text not null,           -- when the applicant hears next, if not the intake's day
	reason         text not null,           -- of the decision: a code
	note           text not null,           -- why the rules were overridden; staff's words
	source         text not null check (source in ('form', 'import')),
	digest         text not null,           -- of the imported row: the same row changes nothing
	quiet          boolean not null,        -- imported, and not written to yet
	decided_at     datetime,
	decided_by     text not null,
	created_at     datetime not null,
	updated_at     datetime not null,
	version        bigint not null,
	answers        text not null            -- JSON by prompt key; long, so the last: a list need not read over it
);
create unique index application_one on application (intake_id, side, person_id);
create unique index application_number on application (number) where number <> '';
create index application_queue on application (intake_id, submitted_at, id, status, side, fit); -- with all that a count asks
create index application_standing on application (intake_id, status, submitted_at, id, side, fit);
create index application_quiet on application (intake_id, id) where quiet = true;
create index application_person on application (person_id, created_at, id);
create index application_institution on application (institution_id, submitted_at, id);

-- What happened to an application, for its timeline.
create table application_event (
	id             text primary key,
	application_id text not null references application (id) on delete cascade,
	at             datetime not null,
	actor_id       text not null,
	status         text not null,
	reason         text not null,
	note           text not null
);
create index application_event_application on application_event (application_id, at, id);

-- Answers for the fund, apart from everything else; never matched with.
create table equality_answer (
	application_id text primary key references application (id) on delete cascade,
	sex            text not null,
	birth_year     text not null,
	updated_at     datetime not null
);
create table mentor_listing (
	application_id text primary key references application (id) on delete cascade,
	version        text not null,           -- of the text that the mentor agreed to
	agreed_at      datetime not null
);

-- Who was asked to be a mentor. The link that they got is the public page.
create table mentor_invitation (
	id         text primary key,
	intake_id  text not null references intake (id),
	email      text not null,
	email_key  text not null,
	name       text not null,
	invited_by text not null,
	created_at datetime not null
);
create unique index mentor_invitation_one on mentor_invitation (intake_id, email_key);
