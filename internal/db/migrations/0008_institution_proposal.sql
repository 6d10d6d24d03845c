-- +goose Up

-- Where it is; what the official register last said of it, as JSON, so that the
-- next import tells the register's news from an administrator's own wording; and
-- the institution that goes on in its place. No foreign key there: the table
-- refers to itself once already, institutions are never deleted, and a backup
-- follows one such reference.
alter table institution add column address text not null default '';
alter table institution add column register text not null default '';
alter table institution add column merged_into text not null default '';
create index institution_merged on institution (merged_into) where merged_into <> '';

-- Employers that somebody typed because the list lacks them; one row a name.
create table institution_proposal (
	id             text primary key,
	name           text not null,           -- as it was first typed
	folded         text not null,           -- what is compared
	type           text not null,           -- a guess, or ''
	status         text not null check (status in ('open', 'approved', 'merged', 'declined')),
	institution_id text references institution (id), -- what it became
	proposed_by    text not null,           -- a person, or 'command-line'
	created_at     datetime not null,
	decided_by     text not null,           -- a person, '' until decided
	decided_at     datetime,
	version        bigint not null
);
create unique index institution_proposal_folded on institution_proposal (folded);
create index institution_proposal_status on institution_proposal (status, id);
create index institution_proposal_institution on institution_proposal (institution_id);
