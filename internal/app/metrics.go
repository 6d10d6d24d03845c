package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
)

// metrics counts what monitoring asks for: requests by route, jobs by kind, and
// at each scrape the state of the queue, the outbox and the database. Labels
// are closed lists; nothing in them names a person.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	jobs     *prometheus.HistogramVec
}

var buckets = []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "domubiedrs_request_seconds",
			Help: "Time to answer a request, by route, method and status.", Buckets: buckets}, []string{"route", "method", "status"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "domubiedrs_job_seconds",
			Help: "Time of one attempt of a job, by kind and outcome.", Buckets: buckets}, []string{"kind", "outcome"}),
	}
	m.registry.MustRegister(m.requests, m.jobs, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(route, method string, status int, took time.Duration) {
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *metrics) job(kind string, outcome job.Outcome, took time.Duration) {
	m.jobs.WithLabelValues(kind, string(outcome)).Observe(took.Seconds())
}

// handler serves /metrics, with what is asked of the database at each scrape.
func (m *metrics) handler(a *App) http.Handler {
	m.registry.MustRegister(&scraped{a})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second}))
	return mux
}

var (
	jobsDesc = prometheus.NewDesc("domubiedrs_jobs", "Jobs in the queue, by state.", []string{"state"}, nil)
	mailDesc = prometheus.NewDesc("domubiedrs_messages", "Messages in the outbox, by state.", []string{"state"}, nil)
	poolDesc = prometheus.NewDesc("domubiedrs_database_connections", "Connections of the writing pool, by use.", []string{"use"}, nil)
	upDesc   = prometheus.NewDesc("domubiedrs_database_up", "Whether the database answers.", nil, nil)
)

type scraped struct{ *App }

func (s *scraped) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsDesc, mailDesc, poolDesc, upDesc} {
		to <- d
	}
}

func (s *scraped) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, value int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value), labels...)
	}
	pool := s.DB.Pool().Stats()
	gauge(poolDesc, pool.InUse, "busy")
	gauge(poolDesc, pool.Idle, "idle")
	jobs, jobsErr := s.Queue.Counts(ctx)
	messages, mailErr := s.Outbox.Counts(ctx)
	if jobsErr != nil || mailErr != nil {
		gauge(upDesc, 0)
		return
	}
	gauge(upDesc, 1)
	for _, state := range job.States() {
		gauge(jobsDesc, jobs[state], string(state))
	}
	for _, state := range mail.States() {
		gauge(mailDesc, messages[state], string(state))
	}
}
