package wording

import "strings"

// stops say nothing by themselves, folded: small words of both languages, and
// what everybody writes in an application.
var stops = setOf(`
	un vai bet ka kas ko kam kura kuru kurs kuri kuras kuros kur kad ja jo lai ari par pie pa uz no ar bez pec pirms zem virs starp
	pret caur del labad gan ne nav ir bus bija biju esmu esi esam esat butu tikt tiek tika tas ta to tie tos taja tam tai sis si so sie sos saja
	sim es tu mes jus vins vina vini vinas man mani mana manu manam manas mums mus musu jums jusu tev savu sava savas savam savus savos
	sevi sev pats pasa pasu pati ik katrs katra katru viss visa visu visi visas daudz maz vairak mazak loti joti tikai jau vel tagad
	tad te tur sobrid joprojam tomer tapat tacu nevis vien jebkas kaut kads kada kadu kadas kadi cits cita citu citi citiem
	ap iek sada sads sadu tads tada tadu lidz ikdiena ikdienas dienas diena gads gada gadu gadi gados reize reizi
	velos gribu gribetu vajag vajadziga vajadzigs vajadzetu velme velos ceru gaidu varu var varetu varam spet spetu butu
	palidzet palidziba palidzibu palidzu palidzesu atbalsts atbalstu mentors mentora mentoram mentoru mentore mentoring
	labi labak labs laba labu jauns jauna jaunu jauni svarigi svarigs svariga nezinu zinu zinat saprast saprotu
	iemacit iemacities macities macit apgut uzzinat pastastit stastit dalities dalos pieredze pieredzi pieredzes darbs darba darbu darbam
	ka as cik kadel kapec protams piemeram utt u c t i iestade iestades iestadi musu
	the a an and or of to in on at by for with without from is are was were be been am i me my we our us you your it its this that these those
	as how what which who when where why not no do does did can could would should will shall have has had about into more most some any
	all also just very much many so if then than there their they them he she his her want need help like learn learning mentor
	experience work working year years get give know understand better good new`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// isStop tells whether a folded word says nothing by itself.
func isStop(folded string) bool { return len(folded) < 2 || stops[folded] }
