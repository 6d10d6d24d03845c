-- +goose Up

-- What exists once both said yes. Members are rows, as many as the model takes.
create table mentorship (
	id           text primary key,
	programme_id text not null references programme (id),
	intake_id    text references intake (id), -- null: outside of any intake
	model        text not null,             -- code of the catalogue
	status       text not null check (status in ('proposed', 'foundation', 'planning', 'learning', 'closing', 'completed', 'paused', 'ended-early', 'rematched')),
	resumes      text not null,             -- the status that a pause interrupted, '' otherwise
	seats        bigint not null check (seats > 0),
	mentees      bigint not null check (mentees between 0 and seats),
	began_at     datetime not null,
	status_at    datetime not null,
	updated_at   datetime not null,
	version      bigint not null
);
create index mentorship_programme on mentorship (programme_id, began_at, id);
create index mentorship_status on mentorship (programme_id, status, began_at, id);
create index mentorship_forming on mentorship (intake_id, model, id) where status = 'proposed';

create table mentorship_member (
	id             text primary key,
	mentorship_id  text not null references mentorship (id),
	person_id      text not null references person (id) on delete cascade,
	application_id text references application (id), -- null: came without one
	side           text not null check (side in ('mentee', 'mentor')),
	joined_at      datetime not null,
	left_at        datetime
);
create unique index mentorship_member_one on mentorship_member (mentorship_id, person_id) where left_at is null;
create index mentorship_member_all on mentorship_member (mentorship_id, joined_at, id);
create index mentorship_member_person on mentorship_member (person_id, mentorship_id);

-- A run of the engine as it was kept, so that it can be repeated. Never deleted.
create table matching_run (
	id           text primary key,
	programme_id text not null references programme (id),
	intake_id    text not null references intake (id),
	fingerprint  text not null,             -- SHA-256 of the input, hexadecimal
	settings     text not null,             -- JSON
	created_by   text not null,
	created_at   datetime not null,
	result       text not null              -- JSON; long, so the last
);
create index matching_run_intake on matching_run (intake_id, created_at, id);

-- Somebody's part in the matching of an intake: the places they have. A mentee
-- has one, a mentor as many as the profile says. The row is also what decisions
-- about the person wait for.
create table pairing_party (
	application_id text primary key references application (id) on delete cascade,
	intake_id      text not null references intake (id),
	side           text not null check (side in ('mentee', 'mentor')),
	places         bigint not null,
	taken          bigint not null check (taken between 0 and places),
	paused         boolean not null,        -- a mentor takes on nobody new
	news_on        text not null,           -- when a waiting mentee hears next, if not the intake's day
	updated_at     datetime not null
);
create index pairing_party_intake on pairing_party (intake_id, side, application_id);

create table pairing_round (
	id           text primary key,
	programme_id text not null references programme (id),
	intake_id    text not null references intake (id),
	run_id       text references matching_run (id), -- null: put together by hand
	model        text not null,
	status       text not null check (status in ('draft', 'sent', 'closed')),
	created_by   text not null,
	created_at   datetime not null,
	sent_by      text not null,
	sent_at      datetime,
	closed_at    datetime,
	updated_at   datetime not null,
	version      bigint not null
);
create unique index pairing_round_open on pairing_round (intake_id) where status = 'sent';
create index pairing_round_intake on pairing_round (intake_id, created_at, id);

create table pairing_proposal (
	id            text primary key,
	programme_id  text not null references programme (id),
	intake_id     text not null references intake (id),
	round_id      text references pairing_round (id), -- null: by hand, or in the course of a rematch
	mentee_id     text not null references application (id) on delete cascade,
	mentor_id     text not null references application (id) on delete cascade,
	mentee_person text not null,
	mentor_person text not null,
	model         text not null,
	status        text not null check (status in ('draft', 'sent', 'mentee-yes', 'asked', 'accepted', 'declined', 'expired', 'withdrawn')),
	rank          bigint not null,          -- in the shortlist that the coordinator sent, from 1
	choice        bigint not null,          -- in the mentee's own order, from 1; 0: none
	mentee_answer text not null check (mentee_answer in ('', 'yes', 'no', 'later')),
	mentor_answer text not null check (mentor_answer in ('', 'yes', 'no', 'later')),
	shares        boolean not null,         -- the mentee lets the mentor read what they wrote about need and goal
	days          bigint not null,          -- to answer, as they were when it was sent
	turn_at       datetime,                 -- when the one whose answer is awaited was asked
	due_at        datetime,                 -- the first moment that is too late
	asked_at      datetime,                 -- when the mentor was asked; null: the mentor knows nothing
	reminded      bigint not null,          -- reminders of this turn
	talk_at       datetime,                 -- of the introductory talk
	talk_by       text not null,            -- the side that named the time
	talk_agreed   boolean not null,
	hierarchy     boolean not null,         -- the mentee is the mentor's line manager (R3.4-3)
	confirmed_by  text not null,            -- who confirmed that, '' for nobody
	confirmed_at  datetime,
	note          text not null,            -- why by hand, or why in spite of hierarchy; staff's words
	ended         text not null,            -- why it is no longer open: a code that neither side sees
	told          boolean not null,         -- the mentee knows that it is no longer open
	mentorship_id text references mentorship (id),
	created_by    text not null,
	created_at    datetime not null,
	updated_at    datetime not null,
	version       bigint not null,          -- of what both may know: an answer “later” does not change it
	why           text not null             -- JSON: reasons and open questions, by their keys
);
create unique index pairing_proposal_pair on pairing_proposal (mentee_id, mentor_id) where status in ('sent', 'mentee-yes', 'asked');
create index pairing_proposal_mentee on pairing_proposal (mentee_id, status, choice, rank, id);
create index pairing_proposal_mentor on pairing_proposal (mentor_id, status, id);
create index pairing_proposal_round on pairing_proposal (round_id, mentee_id, rank, id);
create index pairing_proposal_intake on pairing_proposal (intake_id, status, id);
create index pairing_proposal_due on pairing_proposal (due_at, id) where status in ('sent', 'asked');
create index pairing_proposal_untold on pairing_proposal (mentee_id) where told = false;
create index pairing_proposal_mentee_person on pairing_proposal (mentee_person, created_at, id);
create index pairing_proposal_mentor_person on pairing_proposal (mentor_person, created_at, id);

-- What a coordinator, or a conflict of interest, says about a pair for good.
create table pairing_rule (
	id         text primary key,
	intake_id  text not null references intake (id),
	mentee_id  text not null references application (id) on delete cascade,
	mentor_id  text not null references application (id) on delete cascade,
	kind       text not null check (kind in ('lock', 'exclude')),
	source     text not null check (source in ('staff', 'conflict')),
	note       text not null,
	created_by text not null,
	created_at datetime not null
);
create unique index pairing_rule_pair on pairing_rule (mentee_id, mentor_id);
create index pairing_rule_intake on pairing_rule (intake_id, id);
