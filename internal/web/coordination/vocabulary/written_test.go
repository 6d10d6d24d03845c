package vocabulary

import (
	"net/http"
	"net/url"
	"testing"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestPromote takes a role that applicants named into the catalogue; their
// applications have it then (R1.2-5).
func TestPromote(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, root+"/written", "Pašu uzrakstītās lomas"), "Tādu lomu nav")
	x := o.Intake(t, o.Here, "2027-1")
	o.write(t, x, "Datu tulks", "datu TULKS", `<script>alert(1)</script> & "tulks"`)
	o.write(t, o.Intake(t, o.Other, "2027-2"), "Ēku pārvaldnieks")
	officetest.Contains(t, o.See(t, root, "Katalogs"), "Skatīt 2 pašu uzrakstītas lomas")
	officetest.Lacks(t, o.See(t, root+"?kind=theme", "Katalogs"), "pašu uzrakstīt")
	body := o.See(t, root+"/written", "Pašu uzrakstītās lomas")
	officetest.Contains(t, body, "Datu tulks", "Lietotāju lomas", "&lt;script&gt;alert")
	officetest.Lacks(t, body, "<script>alert", "Ēku pārvaldnieks")
	path := root + "/promote?text=" + url.QueryEscape("Datu tulks")
	officetest.Contains(t, o.See(t, path, "Pievienot lomu katalogam"), "2 pieteikumos", `value="Datu tulks"`, `value="user" aria-describedby="f-group-3-about" checked`)
	o.Refused(t, path, officetest.Values("group", "key", "name_lv", "Datu tulks", "name_en", ""), http.StatusUnprocessableEntity, "#f-name_en")
	o.Refused(t, path, officetest.Values("group", "", "name_lv", "Datu tulks", "name_en", "Data interpreter"), http.StatusUnprocessableEntity, "#f-group")
	o.Done(t, path, officetest.Values("group", "key", "name_lv", "Datu tulks", "name_en", "Data interpreter"), "Loma “Datu tulks” ir katalogā")
	e := o.role(t, "own-data-interpreter")
	if e.Group != catalogue.KeyRoles || e.Programme != o.Here.ID {
		t.Fatalf("%+v", e)
	}
	page, err := o.Applications.Queue(t.Context(), o.Me(), application.Filter{Intake: x.ID}, 10)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, a := range page.Items {
		if a.Facts.Role == e.Code && a.Facts.Category == "key" {
			named++
		}
	}
	if named != 2 {
		t.Errorf("%d applications have the role, want 2", named)
	}
	officetest.Lacks(t, o.See(t, root+"/written", "Pašu uzrakstītās lomas"), "Datu tulks")
	for _, got := range []string{o.Get(t, path).To(), o.Post(t, path, url.Values{}).To()} {
		if got != root+"/written" {
			t.Errorf("a role that nobody names leads to %q", got)
		}
	}
}
