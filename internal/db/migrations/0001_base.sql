-- +goose Up

-- People, how they are known, and what they may do. ------------------------

create table person (
	id          text primary key,
	given_name  text not null,
	family_name text not null,
	email       text not null,
	email_key   text not null,              -- lower case, what is compared
	greeting    text not null default '',   -- as the person wants to be addressed
	language    text not null check (language in ('lv', 'en')),
	status      text not null check (status in ('active', 'disabled')),
	sort_key    text not null,              -- Latvian order, family name first
	search_text text not null,              -- folded names and address
	created_at  datetime not null,
	updated_at  datetime not null,
	version     bigint not null
);
create unique index person_email_key on person (email_key);
create index person_sort on person (sort_key, id);

create table identity (
	id         text primary key,
	person_id  text not null references person (id) on delete cascade,
	issuer     text not null,               -- 'email' or an identity provider's issuer
	subject    text not null,               -- the issuer's own name for the person, never an address of theirs
	created_at datetime not null
);
create unique index identity_issuer_subject on identity (issuer, subject);
create index identity_person on identity (person_id, id);

create table role_grant (
	id         text primary key,
	person_id  text not null references person (id) on delete cascade,
	role       text not null,
	scope_kind text not null check (scope_kind in ('system', 'programme', 'institution', 'mentorship', 'case')),
	scope_id   text not null,               -- '' for the whole system
	granted_by text not null,               -- a person, or '' for the command line
	granted_at datetime not null,
	revoked_by text,
	revoked_at datetime
);
create unique index role_grant_live on role_grant (person_id, role, scope_kind, scope_id) where revoked_at is null;
create index role_grant_scope on role_grant (scope_kind, scope_id, role, person_id);

-- Signing in. ---------------------------------------------------------------

create table signin_attempt (
	id           text primary key,
	email_key    text not null,
	person_id    text references person (id) on delete cascade, -- null: nobody has the address
	purpose      text not null check (purpose in ('sign-in', 'step-up')),
	language     text not null,             -- of the page that asked
	session_id   text not null default '',  -- the sign-in session that a step-up is for
	secret_id    text not null,             -- the server secret that the code is derived with
	known        boolean not null,          -- asked from a browser that has signed in to this address before
	newcomer     boolean not null,          -- nobody has the address, and people can apply: the code makes an account
	tries        bigint not null,
	created_at   datetime not null,
	expires_at   datetime not null,
	ended_at     datetime                   -- used, given up or replaced
);
create index signin_attempt_email on signin_attempt (email_key, created_at);
create index signin_attempt_expires on signin_attempt (expires_at);

create table browser_session (
	token_hash text primary key,
	data       blob not null,
	expires_at datetime not null
);
create index browser_session_expires on browser_session (expires_at);

create table signin_session (
	id         text primary key,
	person_id  text not null references person (id) on delete cascade,
	device     blob,                        -- sealed with the person's key
	method     text not null check (method in ('code', 'link', 'demo')),
	created_at datetime not null,
	seen_at    datetime not null,
	proved_at  datetime not null,           -- when the person last proved who they are
	expires_at datetime not null,
	ended_at   datetime,
	ended_why  text check (ended_why in ('signed-out', 'ended-by-owner', 'role-change', 'disabled', 'expired'))
);
create index signin_session_person on signin_session (person_id, created_at);

create table one_time_link (
	token_hash text primary key,
	purpose    text not null check (purpose in ('set-up', 'administrator')),
	person_id  text references person (id) on delete cascade,
	created_at datetime not null,
	expires_at datetime not null,
	used_at    datetime
);

-- Keys of what is sealed. ---------------------------------------------------

create table master_key (
	id         text primary key,            -- a fingerprint: the key itself is never here
	made_at    datetime not null,
	settled_at datetime                     -- when every data key had been wrapped with it
);
-- The key of nothing: what destroyed data keys name instead of a master key.
insert into master_key (id, made_at) values ('', '2026-11-23 00:00:00+00:00');

create table data_key (
	id           text primary key,
	scope_kind   text not null check (scope_kind in ('mentorship', 'case', 'person')),
	scope_id     text not null,
	master_id    text not null references master_key (id), -- the master key it is wrapped with
	wrapped      blob,                      -- null once destroyed
	created_at   datetime not null,
	destroyed_at datetime
);
create unique index data_key_scope on data_key (scope_kind, scope_id);
create index data_key_master on data_key (master_id, id);

-- Who did what to which object. ---------------------------------------------

create table audit_entry (
	seq          bigint primary key,
	at           datetime not null,
	actor_id     text not null,             -- a person, or 'system', 'command-line', 'public'
	action       text not null,
	object_kind  text not null,
	object_id    text not null,
	subject_id   text not null,             -- the person whose data it is, or ''
	programme_id text not null,             -- or ''
	previous     text not null,
	hash         text not null
);
create index audit_entry_actor on audit_entry (actor_id, seq);
create index audit_entry_subject on audit_entry (subject_id, seq);
create index audit_entry_object on audit_entry (object_kind, object_id, seq);

create table audit_head (
	id   bigint primary key check (id = 1),
	seq  bigint not null,
	hash text not null
);
insert into audit_head (id, seq, hash) values (1, 0, '');

-- Mail on its way. ----------------------------------------------------------

create table mail_message (
	id         text primary key,
	person_id  text references person (id) on delete set null,
	to_name    text not null,
	to_address text not null,
	kind       text not null,
	language   text not null,
	subject    text not null,
	text_body  text not null,
	html_body  text not null,
	state      text not null check (state in ('queued', 'held', 'sent', 'failed')),
	created_at datetime not null,
	sent_at    datetime
);
create index mail_message_state on mail_message (state, id);
create index mail_message_person on mail_message (person_id, id);

-- What the owner sets, and the ground of the domain. ------------------------

create table setting (
	name       text primary key,
	value      text not null,
	version    bigint not null,
	updated_by text not null,
	updated_at datetime not null
);

create table institution (
	id          text primary key,
	code        text not null,              -- a registration number or classifier code, or ''
	name_lv     text not null,
	name_en     text not null,              -- or '': shown by the Latvian one
	short_name  text not null,              -- an abbreviation, or ''
	other_names text not null,              -- found by these too, one a line
	type        text not null,
	parent_id   text references institution (id),
	region      text not null,              -- planning region's code, or ''
	valid_from  text not null,              -- yyyy-mm-dd, or '' for always
	valid_to    text not null,              -- the last day, yyyy-mm-dd, or '' for still
	source      text not null,
	sort_key    text not null,
	search_text text not null,              -- folded names and code, see package institution
	created_at  datetime not null,
	updated_at  datetime not null,
	version     bigint not null
);
create index institution_sort on institution (sort_key, id);
create unique index institution_code on institution (code) where code <> '';
create unique index institution_name on institution (name_lv, coalesce(parent_id, '')) where valid_to = '';
create index institution_parent on institution (parent_id);

create table membership (
	id             text primary key,
	person_id      text not null references person (id) on delete cascade,
	institution_id text not null references institution (id),
	position       text not null,
	valid_from     text not null,
	valid_to       text not null,
	created_at     datetime not null
);
create index membership_person on membership (person_id, valid_to);
create index membership_institution on membership (institution_id, valid_to);

create table programme (
	id         text primary key,
	name_lv    text not null,
	name_en    text not null,
	status     text not null check (status in ('draft', 'open', 'closed')),
	sort_key   text not null,
	created_at datetime not null,
	updated_at datetime not null,
	version    bigint not null
);
create index programme_sort on programme (sort_key, id);
