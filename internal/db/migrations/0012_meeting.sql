-- +goose Up

-- When the members of a mentorship meet: evidence, without a word of what is said.
create table meeting (
	id            text primary key,
	mentorship_id text not null references mentorship (id),
	programme_id  text not null references programme (id),
	number        bigint not null,          -- in the mentorship, from 1, in the order of planning
	starts_at     datetime not null,
	minutes       bigint not null check (minutes > 0),
	form          text not null check (form in ('in-person', 'online', 'hybrid')),
	place         text not null,            -- an address or a link, for members alone
	status        text not null check (status in ('planned', 'held', 'wrapped-up', 'missed', 'cancelled')),
	sequence      bigint not null,          -- of what calendars must learn; 0 as planned
	said_at       datetime,                 -- when the first member said how it went
	settled_at    datetime,                 -- when the last one had, or had been silent long enough
	by_silence    boolean not null,         -- at least one had been silent
	wrapped_at    datetime,
	planned_by    text not null,
	planned_at    datetime not null,
	moved_by      text not null,            -- '' for never
	moved_at      datetime,
	cancelled_by  text not null,
	cancelled_at  datetime,
	updated_at    datetime not null,
	version       bigint not null
);
create unique index meeting_number on meeting (mentorship_id, number);
create index meeting_time on meeting (mentorship_id, starts_at, id);
create index meeting_programme on meeting (programme_id, starts_at, id);
create index meeting_open on meeting (starts_at, id) where status = 'planned';

-- Who is invited, what they answered, and how they say it went.
create table meeting_member (
	meeting_id text not null references meeting (id),
	person_id  text not null references person (id) on delete cascade,
	reply      text not null check (reply in ('', 'accepted', 'declined', 'counter')),
	reply_at   datetime,
	counter_at datetime,                    -- the time that is asked for instead
	word       text not null check (word in ('', 'held', 'missed')),
	word_at    datetime,
	word_how   text not null check (word_how in ('', 'self', 'silence')),
	primary key (meeting_id, person_id)
);
create index meeting_member_person on meeting_member (person_id, meeting_id);

-- What a member's calendar has been told of a meeting. The secret is the name of
-- the mailbox that takes the answer.
create table calendar_invitation (
	meeting_id text not null references meeting (id),
	person_id  text not null references person (id) on delete cascade,
	secret     text not null,
	organizer  text not null,               -- the address that the first letter named; it stays
	told       bigint not null,             -- the meeting's sequence as the last letter told it
	sent       bigint not null,             -- the sequence in that letter: it only ever grows
	cancelled  boolean not null,            -- that letter took the meeting away
	sent_at    datetime not null,
	primary key (meeting_id, person_id)
);
create unique index calendar_invitation_secret on calendar_invitation (secret);

-- A person's feed: only the hash of its secret is kept.
create table calendar_feed (
	person_id  text primary key references person (id) on delete cascade,
	token_hash text not null,
	created_at datetime not null
);
create unique index calendar_feed_token on calendar_feed (token_hash);

-- The invitation that travels with a letter, '' with most.
alter table mail_message add column calendar text not null default '';
alter table mail_message add column reply_to text not null default '';
