package matching

// Keys are all translation keys of reasons, so that a test can hold the
// translations complete.
func Keys() []string {
	var keys []string
	for _, r := range AllRules() {
		keys = append(keys, r.Reason().Key)
	}
	for _, w := range []Warning{MenteeManages, MenteeOutranks} {
		keys = append(keys, w.Reason().Key)
	}
	for _, c := range AllCriteria() {
		keys = append(keys, "match.criterion."+c.String())
	}
	return append(keys, partKeys()...)
}

// partKeys are those of Explain.
func partKeys() []string {
	var keys []string
	add := func(prefix string, names ...string) {
		for _, n := range names {
			keys = append(keys, prefix+n)
		}
	}
	wishes := []string{"need", "goal", "motivation"}
	for _, w := range wishes {
		add("match.for.", w+"-topics", w+"-words")
		add("match.against.", w+"-topics", w+"-words")
		add("match.change.", w+"-words")
	}
	answers := append(wishes, "role", "values", "time", "sector", "field", "meeting", "language", "style-learning")
	for _, s := range styleNames {
		add("match.for.", "style-"+s)
		add("match.against.", "style-"+s)
		answers = append(answers, "style-"+s)
	}
	for _, a := range answers {
		add("match.open.", a)
		add("match.change.", "answer-"+a)
	}
	add("match.open.", "confirm-topics")
	add("match.for.", "role-same", "role-category", "style-learning", "values", "time", "perspective", "field-same", "field-other",
		"meeting-online", "meeting-onsite", "language")
	add("match.against.", "role", "style-learning", "values", "time", "perspective", "field-same", "field-other",
		"meeting-online", "meeting-onsite", "language")
	add("match.change.", "topics", "role", "style-talk", "values-talk", "time", "meeting-onsite", "meeting-online")
	return keys
}
