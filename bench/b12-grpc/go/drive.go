package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	claim "firstring/b12/gen/firstring/claim/v1"
)

const (
	requestBytes = 300
	deadline     = 10 * time.Second
	// Under way at once at a given rate: beyond that the server has failed.
	underWayMax = 4096
	errorsTold  = 3
)

// Order says how to drive.
type Order struct {
	Callers, Rate int
	For           time.Duration
	Run           string
}

// Figures of one drive. A call at a given rate takes from when it was due, so that a server that hangs is seen by all it keeps waiting.
type Figures struct {
	Calls  int     `json:"calls"`
	Failed int     `json:"failed"`
	TookMs float64 `json:"tookMs"`
	P50Ms  float64 `json:"p50Ms"`
	P99Ms  float64 `json:"p99Ms"`
}

// acquire is one AcquireLock, whichever way it goes.
type acquire func(context.Context, *claim.AcquireLockRequest) (*claim.AcquireLockResponse, error)

type driver struct {
	acquire acquire
	run     string
	asked   atomic.Int64
	mutex   sync.Mutex
	took    []time.Duration
	failed  int
}

func drive(way acquire, order Order) Figures {
	d := &driver{acquire: way, run: order.Run}
	d.one(time.Now()) // connects
	d.took, d.failed = nil, 0
	start := time.Now()
	if order.Rate > 0 {
		d.atRate(order)
	} else {
		d.asFastAs(order)
	}
	return d.figures(time.Since(start))
}

func (d *driver) asFastAs(order Order) {
	var callers sync.WaitGroup
	until := time.Now().Add(order.For)
	for range order.Callers {
		callers.Go(func() {
			for time.Now().Before(until) {
				d.one(time.Now())
			}
		})
	}
	callers.Wait()
}

func (d *driver) atRate(order Order) {
	var calls sync.WaitGroup
	room := make(chan struct{}, underWayMax)
	start := time.Now()
	every := time.Second / time.Duration(order.Rate)
	for due := start; due.Before(start.Add(order.For)); due = due.Add(every) {
		time.Sleep(time.Until(due))
		select {
		case room <- struct{}{}:
			calls.Go(func() {
				d.one(due)
				<-room
			})
		default:
			d.note(0, fmt.Errorf("%d calls are under way", underWayMax))
		}
	}
	calls.Wait()
}

func (d *driver) one(from time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	response, err := d.acquire(ctx, request(d.run, d.asked.Add(1)))
	if err == nil && response.GetGranted() == nil {
		err = fmt.Errorf("refused: %v", response.GetRefused())
	}
	d.note(time.Since(from), err)
}

func (d *driver) note(took time.Duration, err error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if err == nil {
		d.took = append(d.took, took)
		return
	}
	if d.failed++; d.failed <= errorsTold {
		fmt.Fprintln(os.Stderr, err)
	}
}

func (d *driver) figures(took time.Duration) Figures {
	slices.Sort(d.took)
	quantile := func(fraction float64) float64 {
		if len(d.took) == 0 {
			return 0
		}
		return ms(d.took[min(len(d.took)-1, int(float64(len(d.took))*fraction))])
	}
	return Figures{len(d.took), d.failed, ms(took), quantile(0.5), quantile(0.99)}
}

func ms(took time.Duration) float64 { return float64(took.Microseconds()) / 1000 }
