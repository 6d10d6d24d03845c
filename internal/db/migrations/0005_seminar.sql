-- +goose Up

create table seminar (
	id           text primary key,
	programme_id text not null references programme (id),
	intake_id    text references intake (id), -- null: for the whole programme
	title_lv     text not null,
	title_en     text not null,
	starts_at    datetime not null,
	ends_at      datetime not null,
	place        text not null,             -- '' when held online only
	link         text not null,             -- of the online room, '' when there is none
	lecturer     text not null,
	agenda       text not null,             -- JSON: the items that follow the three fixed ones
	materials    text not null,             -- JSON: titles and links
	places       bigint not null check (places > 0),
	taken        bigint not null check (taken between 0 and places),
	turns        bigint not null,           -- the last turn that was given out
	sequence     bigint not null,           -- the last news of time or place; also the calendar file's
	status       text not null check (status in ('draft', 'published', 'cancelled')),
	moved_at     datetime not null,         -- when time, place or status last changed
	created_at   datetime not null,
	updated_at   datetime not null,
	version      bigint not null            -- of what staff writes; places taken do not change it
);
create index seminar_programme on seminar (programme_id, starts_at, id);
create index seminar_time on seminar (starts_at, id);

create table seminar_registration (
	id          text primary key,
	seminar_id  text not null references seminar (id),
	person_id   text not null references person (id) on delete cascade,
	institution text not null,              -- as it stands on the attendance list
	job_title   text not null,
	status      text not null check (status in ('registered', 'waiting', 'cancelled')),
	turn        bigint not null,            -- the order of registering, which the waiting list follows
	code_hash   text not null,              -- SHA-256 of the check-in code, '' when none was shown
	told        bigint not null,            -- the last news that the person was told
	reminded_on text not null,              -- the day of the last reminder, yyyy-mm-dd in Riga
	created_at  datetime not null,
	changed_at  datetime not null           -- when the status came to be
);
create unique index seminar_registration_person on seminar_registration (seminar_id, person_id);
create unique index seminar_registration_code on seminar_registration (seminar_id, code_hash) where code_hash <> '';
create index seminar_registration_turn on seminar_registration (seminar_id, status, turn);
create index seminar_registration_mine on seminar_registration (person_id, seminar_id);

-- Who was there. Only ever added to: the last mark of a registration counts,
-- the ones before show what was corrected.
create table seminar_attendance (
	id              text primary key,
	registration_id text not null references seminar_registration (id) on delete cascade,
	seminar_id      text not null references seminar (id),
	seq             bigint not null,        -- 1, 2, … for each registration
	present         boolean not null,
	source          text not null check (source in ('code', 'staff')),
	marked_by       text not null,          -- a person, '' when the code was typed where nobody is signed in
	reason          text not null,          -- of a correction
	marked_at       datetime not null
);
create unique index seminar_attendance_seq on seminar_attendance (registration_id, seq);
create index seminar_attendance_seminar on seminar_attendance (seminar_id, registration_id, seq);

-- Attendance lists as they were issued; they never change.
create table attendance_list (
	id           text primary key,
	seminar_id   text not null references seminar (id),
	programme_id text not null references programme (id),
	number       text not null,
	content      text not null,             -- JSON: the whole list
	hash         text not null,             -- SHA-256 of the content, hexadecimal
	people       bigint not null,
	issued_by    text not null,
	issued_at    datetime not null
);
create unique index attendance_list_number on attendance_list (programme_id, number);
create index attendance_list_seminar on attendance_list (seminar_id, id);

create table attendance_counter (
	programme_id text not null references programme (id),
	year         text not null,
	issued       bigint not null,
	primary key (programme_id, year)
);
