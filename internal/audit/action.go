package audit

// Action is what was done: one of the list below.
type Action string

const (
	SignedIn               Action = "signed-in"
	SignInFailed           Action = "sign-in-failed"
	SignedOut              Action = "signed-out"
	SessionEnded           Action = "session-ended"
	SessionsEnded          Action = "sessions-ended"
	IdentityProved         Action = "identity-proved"
	DemoSignedIn           Action = "demo-signed-in"
	PersonCreated          Action = "person-created"
	PersonChanged          Action = "person-changed"
	PersonDisabled         Action = "person-disabled"
	PersonEnabled          Action = "person-enabled"
	PersonViewed           Action = "person-viewed"
	RoleGranted            Action = "role-granted"
	RoleRevoked            Action = "role-revoked"
	SetUp                  Action = "set-up"
	SettingChanged         Action = "setting-changed"
	AdministratorLinkMade  Action = "administrator-link-made"
	AdministratorLinkUsed  Action = "administrator-link-used"
	ProgrammeCreated       Action = "programme-created"
	ProgrammeChanged       Action = "programme-changed"
	ProgrammeOpened        Action = "programme-opened"
	ProgrammeClosed        Action = "programme-closed"
	ApplicationStarted     Action = "application-started"
	ApplicationSubmitted   Action = "application-submitted"
	ApplicationWithdrawn   Action = "application-withdrawn"
	ApplicationViewed      Action = "application-viewed"
	ApplicationDecided     Action = "application-decided"
	ApplicationRoleNamed   Action = "application-role-named"
	NoticeSeen             Action = "notice-seen"
	EthicsAccepted         Action = "ethics-accepted"
	CardRead               Action = "card-read"
	ApplicantsTold         Action = "applicants-told"
	ApplicationsImported   Action = "applications-imported"
	MentorInvited          Action = "mentor-invited"
	MentorProfileChanged   Action = "mentor-profile-changed"
	MentorListed           Action = "mentor-listed"
	MentorUnlisted         Action = "mentor-unlisted"
	MatchingRunSaved       Action = "matching-run-saved"
	MatchingSettingChanged Action = "matching-setting-changed"
	PairingDrafted         Action = "pairing-drafted"
	PairingArranged        Action = "pairing-arranged"
	PairingSent            Action = "pairing-sent"
	PairingClosed          Action = "pairing-closed"
	PairingProposed        Action = "pairing-proposed"
	PairingAnswered        Action = "pairing-answered"
	PairingExpired         Action = "pairing-expired"
	PairingWithdrawn       Action = "pairing-withdrawn"
	PairingRuleSet         Action = "pairing-rule-set"
	PairingRuleLifted      Action = "pairing-rule-lifted"
	HierarchyConfirmed     Action = "hierarchy-confirmed"
	ConflictDeclared       Action = "conflict-declared"
	TalkProposed           Action = "talk-proposed"
	TalkAgreed             Action = "talk-agreed"
	MentorPaused           Action = "mentor-paused"
	MentorResumed          Action = "mentor-resumed"
	WaitingTold            Action = "waiting-told"
	MentorshipBegun        Action = "mentorship-begun"
	MentorshipJoined       Action = "mentorship-joined"
	MentorshipRematched    Action = "mentorship-rematched"
	MentorshipAdvanced     Action = "mentorship-advanced"
	MentorshipReached      Action = "mentorship-reached"
	JournalWritten         Action = "journal-written"
	MeetingPlanned         Action = "meeting-planned"
	MeetingMoved           Action = "meeting-moved"
	MeetingCancelled       Action = "meeting-cancelled"
	MeetingSaid            Action = "meeting-said"
	MeetingHeld            Action = "meeting-held"
	MeetingMissed          Action = "meeting-missed"
	MeetingWrappedUp       Action = "meeting-wrapped-up"
	MeetingReplied         Action = "meeting-replied"
	MeetingJoined          Action = "meeting-joined"
	FeedMade               Action = "calendar-feed-made"
	FeedRevoked            Action = "calendar-feed-revoked"
	IntakeCreated          Action = "intake-created"
	IntakeChanged          Action = "intake-changed"
	IntakePublished        Action = "intake-published"
	IntakeWithdrawn        Action = "intake-withdrawn"
	FundingAdded           Action = "funding-added"
	FundingChanged         Action = "funding-changed"
	FundingEnded           Action = "funding-ended"
	SeminarCreated         Action = "seminar-created"
	SeminarChanged         Action = "seminar-changed"
	SeminarPublished       Action = "seminar-published"
	SeminarCancelled       Action = "seminar-cancelled"
	SeminarPlaceTaken      Action = "seminar-place-taken"
	SeminarPlaceGiven      Action = "seminar-place-given"
	SeminarPlaceLeft       Action = "seminar-place-left"
	AttendanceMarked       Action = "attendance-marked"
	AttendanceListIssued   Action = "attendance-list-issued"
	InstitutionCreated     Action = "institution-created"
	InstitutionChanged     Action = "institution-changed"
	InstitutionClosed      Action = "institution-closed"
	InstitutionReopened    Action = "institution-reopened"
	InstitutionsMerged     Action = "institutions-merged"
	InstitutionsImported   Action = "institutions-imported"
	InstitutionProposed    Action = "institution-proposed"
	ProposalApproved       Action = "institution-proposal-approved"
	ProposalMerged         Action = "institution-proposal-merged"
	ProposalDeclined       Action = "institution-proposal-declined"
	CatalogueAdded         Action = "catalogue-added"
	CatalogueChanged       Action = "catalogue-changed"
	CatalogueRetired       Action = "catalogue-retired"
	QuestionnaireDrafted   Action = "questionnaire-drafted"
	QuestionnaireChanged   Action = "questionnaire-changed"
	QuestionnairePublished Action = "questionnaire-published"
	QuestionnaireWithdrawn Action = "questionnaire-withdrawn"
	QuestionnaireDiscarded Action = "questionnaire-discarded"
	OutboxViewed           Action = "outbox-viewed"
	MessageViewed          Action = "message-viewed"
	MessageReleased        Action = "message-released"
	MessageRetried         Action = "message-retried"
	MessageDeleted         Action = "message-deleted"
	JobRetried             Action = "job-retried"
	JobDiscarded           Action = "job-discarded"
	AuditViewed            Action = "audit-viewed"
	AuditVerified          Action = "audit-verified"
	KeysRotated            Action = "keys-rotated"
	KeysRetired            Action = "keys-retired"
	KeysChecked            Action = "keys-checked"
	KeyDestroyed           Action = "key-destroyed"
	BackupMade             Action = "backup-made"
	BackupRestored         Action = "backup-restored"
	DatabaseCopied         Action = "database-copied"
	DataExported           Action = "data-exported"
	DemoFilled             Action = "demo-filled"
)

// definition is one line of the list: the sentence that tells of the action
// (a translation key) and whether the subject of an entry may read it.
type definition struct {
	action Action
	key    string
	shown  bool
}

// definitions is the closed list of actions, in the order a filter offers
// them. A new one needs a line here and a sentence in both catalogues.
var definitions = []definition{
	{SignedIn, "audit.action.signed-in", true},
	{SignInFailed, "audit.action.sign-in-failed", true},
	{SignedOut, "audit.action.signed-out", true},
	{SessionEnded, "audit.action.session-ended", true},
	{SessionsEnded, "audit.action.sessions-ended", true},
	{IdentityProved, "audit.action.identity-proved", true},
	{DemoSignedIn, "audit.action.demo-signed-in", true},
	{PersonCreated, "audit.action.person-created", true},
	{PersonChanged, "audit.action.person-changed", true},
	{PersonDisabled, "audit.action.person-disabled", true},
	{PersonEnabled, "audit.action.person-enabled", true},
	{PersonViewed, "audit.action.person-viewed", true},
	{RoleGranted, "audit.action.role-granted", true},
	{RoleRevoked, "audit.action.role-revoked", true},
	{SetUp, "audit.action.set-up", false},
	{SettingChanged, "audit.action.setting-changed", false},
	{AdministratorLinkMade, "audit.action.administrator-link-made", true},
	{AdministratorLinkUsed, "audit.action.administrator-link-used", true},
	{ProgrammeCreated, "audit.action.programme-created", false},
	{ProgrammeChanged, "audit.action.programme-changed", false},
	{ProgrammeOpened, "audit.action.programme-opened", false},
	{ProgrammeClosed, "audit.action.programme-closed", false},
	{ApplicationStarted, "audit.action.application-started", true},
	{ApplicationSubmitted, "audit.action.application-submitted", true},
	{ApplicationWithdrawn, "audit.action.application-withdrawn", true},
	{ApplicationViewed, "audit.action.application-viewed", true},
	{ApplicationDecided, "audit.action.application-decided", true},
	{ApplicationRoleNamed, "audit.action.application-role-named", true},
	{NoticeSeen, "audit.action.notice-seen", true},
	{EthicsAccepted, "audit.action.ethics-accepted", true},
	{CardRead, "audit.action.card-read", true},
	{ApplicantsTold, "audit.action.applicants-told", false},
	{ApplicationsImported, "audit.action.applications-imported", false},
	{MentorInvited, "audit.action.mentor-invited", false},
	{MentorProfileChanged, "audit.action.mentor-profile-changed", true},
	{MentorListed, "audit.action.mentor-listed", true},
	{MentorUnlisted, "audit.action.mentor-unlisted", true},
	{MatchingRunSaved, "audit.action.matching-run-saved", false},
	{MatchingSettingChanged, "audit.action.matching-setting-changed", false},
	{PairingDrafted, "audit.action.pairing-drafted", false},
	{PairingArranged, "audit.action.pairing-arranged", false},
	{PairingSent, "audit.action.pairing-sent", false},
	{PairingClosed, "audit.action.pairing-closed", false},
	{PairingProposed, "audit.action.pairing-proposed", true},
	{PairingAnswered, "audit.action.pairing-answered", true},
	{PairingExpired, "audit.action.pairing-expired", true},
	{PairingWithdrawn, "audit.action.pairing-withdrawn", false},
	{PairingRuleSet, "audit.action.pairing-rule-set", false},
	{PairingRuleLifted, "audit.action.pairing-rule-lifted", false},
	{HierarchyConfirmed, "audit.action.hierarchy-confirmed", false},
	{ConflictDeclared, "audit.action.conflict-declared", true},
	{TalkProposed, "audit.action.talk-proposed", true},
	{TalkAgreed, "audit.action.talk-agreed", true},
	{MentorPaused, "audit.action.mentor-paused", true},
	{MentorResumed, "audit.action.mentor-resumed", true},
	{WaitingTold, "audit.action.waiting-told", false},
	{MentorshipBegun, "audit.action.mentorship-begun", true},
	{MentorshipJoined, "audit.action.mentorship-joined", true},
	{MentorshipRematched, "audit.action.mentorship-rematched", true},
	{MentorshipAdvanced, "audit.action.mentorship-advanced", false},
	{MentorshipReached, "audit.action.mentorship-reached", false},
	{JournalWritten, "audit.action.journal-written", false},
	{MeetingPlanned, "audit.action.meeting-planned", false},
	{MeetingMoved, "audit.action.meeting-moved", false},
	{MeetingCancelled, "audit.action.meeting-cancelled", false},
	{MeetingSaid, "audit.action.meeting-said", false},
	{MeetingHeld, "audit.action.meeting-held", false},
	{MeetingMissed, "audit.action.meeting-missed", false},
	{MeetingWrappedUp, "audit.action.meeting-wrapped-up", false},
	{MeetingReplied, "audit.action.meeting-replied", true},
	{MeetingJoined, "audit.action.meeting-joined", true},
	{FeedMade, "audit.action.calendar-feed-made", true},
	{FeedRevoked, "audit.action.calendar-feed-revoked", true},
	{IntakeCreated, "audit.action.intake-created", false},
	{IntakeChanged, "audit.action.intake-changed", false},
	{IntakePublished, "audit.action.intake-published", false},
	{IntakeWithdrawn, "audit.action.intake-withdrawn", false},
	{FundingAdded, "audit.action.funding-added", false},
	{FundingChanged, "audit.action.funding-changed", false},
	{FundingEnded, "audit.action.funding-ended", false},
	{SeminarCreated, "audit.action.seminar-created", false},
	{SeminarChanged, "audit.action.seminar-changed", false},
	{SeminarPublished, "audit.action.seminar-published", false},
	{SeminarCancelled, "audit.action.seminar-cancelled", false},
	{SeminarPlaceTaken, "audit.action.seminar-place-taken", true},
	{SeminarPlaceGiven, "audit.action.seminar-place-given", true},
	{SeminarPlaceLeft, "audit.action.seminar-place-left", true},
	{AttendanceMarked, "audit.action.attendance-marked", true},
	{AttendanceListIssued, "audit.action.attendance-list-issued", false},
	{InstitutionCreated, "audit.action.institution-created", false},
	{InstitutionChanged, "audit.action.institution-changed", false},
	{InstitutionClosed, "audit.action.institution-closed", false},
	{InstitutionReopened, "audit.action.institution-reopened", false},
	{InstitutionsMerged, "audit.action.institutions-merged", false},
	{InstitutionsImported, "audit.action.institutions-imported", false},
	{InstitutionProposed, "audit.action.institution-proposed", false},
	{ProposalApproved, "audit.action.institution-proposal-approved", false},
	{ProposalMerged, "audit.action.institution-proposal-merged", false},
	{ProposalDeclined, "audit.action.institution-proposal-declined", false},
	{CatalogueAdded, "audit.action.catalogue-added", false},
	{CatalogueChanged, "audit.action.catalogue-changed", false},
	{CatalogueRetired, "audit.action.catalogue-retired", false},
	{QuestionnaireDrafted, "audit.action.questionnaire-drafted", false},
	{QuestionnaireChanged, "audit.action.questionnaire-changed", false},
	{QuestionnairePublished, "audit.action.questionnaire-published", false},
	{QuestionnaireWithdrawn, "audit.action.questionnaire-withdrawn", false},
	{QuestionnaireDiscarded, "audit.action.questionnaire-discarded", false},
	{OutboxViewed, "audit.action.outbox-viewed", false},
	{MessageViewed, "audit.action.message-viewed", true},
	{MessageReleased, "audit.action.message-released", true},
	{MessageRetried, "audit.action.message-retried", false},
	{MessageDeleted, "audit.action.message-deleted", true},
	{JobRetried, "audit.action.job-retried", false},
	{JobDiscarded, "audit.action.job-discarded", false},
	{AuditViewed, "audit.action.audit-viewed", true},
	{AuditVerified, "audit.action.audit-verified", false},
	{KeysRotated, "audit.action.keys-rotated", false},
	{KeysRetired, "audit.action.keys-retired", false},
	{KeysChecked, "audit.action.keys-checked", false},
	{KeyDestroyed, "audit.action.key-destroyed", true},
	{BackupMade, "audit.action.backup-made", false},
	{BackupRestored, "audit.action.backup-restored", false},
	{DatabaseCopied, "audit.action.database-copied", false},
	{DataExported, "audit.action.data-exported", true},
	{DemoFilled, "audit.action.demo-filled", false},
}

var byAction = func() map[Action]definition {
	m := make(map[Action]definition, len(definitions))
	for _, d := range definitions {
		m[d.action] = d
	}
	return m
}()

// Actions is the whole list, in the order a filter offers it.
func Actions() []Action {
	all := make([]Action, len(definitions))
	for i, d := range definitions {
		all[i] = d.action
	}
	return all
}

// Known tells whether a is in the list.
func (a Action) Known() bool { return byAction[a].key != "" }

// Key is the translation key of the sentence that tells of the action; empty
// for one that is not in the list.
func (a Action) Key() string { return byAction[a].key }

// Shown tells whether the subject of an entry may read it.
func (a Action) Shown() bool { return byAction[a].shown }

func shown() []Action {
	var list []Action
	for _, d := range definitions {
		if d.shown {
			list = append(list, d.action)
		}
	}
	return list
}

// Kind is the kind of an object: one of the list below.
type Kind string

const (
	KindPerson              Kind = "person"
	KindSignIn              Kind = "sign-in" // an attempt or a sign-in session
	KindRole                Kind = "role"
	KindLink                Kind = "link"
	KindSetting             Kind = "setting"
	KindProgramme           Kind = "programme"
	KindIntake              Kind = "intake"
	KindApplication         Kind = "application"
	KindMatchingRun         Kind = "matching-run"
	KindPairingRound        Kind = "pairing-round"
	KindPairingProposal     Kind = "pairing-proposal"
	KindPairingRule         Kind = "pairing-rule"
	KindMentorship          Kind = "mentorship"
	KindMeeting             Kind = "meeting"
	KindFeed                Kind = "calendar-feed"
	KindFunding             Kind = "funding"
	KindSeminar             Kind = "seminar"
	KindSeminarPlace        Kind = "seminar-place"
	KindAttendanceList      Kind = "attendance-list"
	KindInstitution         Kind = "institution"
	KindInstitutionProposal Kind = "institution-proposal"
	KindCatalogue           Kind = "catalogue"
	KindQuestionnaire       Kind = "questionnaire"
	KindOutbox              Kind = "outbox"
	KindMessage             Kind = "message"
	KindJob                 Kind = "job"
	KindAudit               Kind = "audit"
	KindKey                 Kind = "key"
	KindBackup              Kind = "backup"
	KindExport              Kind = "export"
	KindSystem              Kind = "system"
)

// kinds is the closed list of object kinds with the translation key of each
// one's name.
var kinds = []struct {
	kind Kind
	key  string
}{
	{KindPerson, "audit.kind.person"},
	{KindSignIn, "audit.kind.sign-in"},
	{KindRole, "audit.kind.role"},
	{KindLink, "audit.kind.link"},
	{KindSetting, "audit.kind.setting"},
	{KindProgramme, "audit.kind.programme"},
	{KindIntake, "audit.kind.intake"},
	{KindApplication, "audit.kind.application"},
	{KindMatchingRun, "audit.kind.matching-run"},
	{KindPairingRound, "audit.kind.pairing-round"},
	{KindPairingProposal, "audit.kind.pairing-proposal"},
	{KindPairingRule, "audit.kind.pairing-rule"},
	{KindMentorship, "audit.kind.mentorship"},
	{KindMeeting, "audit.kind.meeting"},
	{KindFeed, "audit.kind.calendar-feed"},
	{KindFunding, "audit.kind.funding"},
	{KindSeminar, "audit.kind.seminar"},
	{KindSeminarPlace, "audit.kind.seminar-place"},
	{KindAttendanceList, "audit.kind.attendance-list"},
	{KindInstitution, "audit.kind.institution"},
	{KindInstitutionProposal, "audit.kind.institution-proposal"},
	{KindCatalogue, "audit.kind.catalogue"},
	{KindQuestionnaire, "audit.kind.questionnaire"},
	{KindOutbox, "audit.kind.outbox"},
	{KindMessage, "audit.kind.message"},
	{KindJob, "audit.kind.job"},
	{KindAudit, "audit.kind.audit"},
	{KindKey, "audit.kind.key"},
	{KindBackup, "audit.kind.backup"},
	{KindExport, "audit.kind.export"},
	{KindSystem, "audit.kind.system"},
}

// Kinds is the whole list, in the order a filter offers it.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

// Known tells whether k is in the list.
func (k Kind) Known() bool { return k.Key() != "" }

// Key is the translation key of the kind's name; empty for one that is not in
// the list.
func (k Kind) Key() string {
	for _, line := range kinds {
		if line.kind == k {
			return line.key
		}
	}
	return ""
}
