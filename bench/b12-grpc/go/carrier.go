package main

import (
	"context"
	"fmt"
	"sync"

	common "firstring/b12/gen/firstring/common/v1"
)

type stream = common.CallStreamService_CarryClient

// carrier makes many calls over one stream, as call_stream.proto says: what waits while a message leaves goes together in the next.
type carrier struct {
	stream  stream
	wake    chan struct{}
	mutex   sync.Mutex
	lastID  uint32
	waiting []*common.CarriedCall
	answers map[uint32]chan *common.CarriedAnswer
	// Why the stream has ended; closed when it has.
	ended chan struct{}
	err   error
}

func openCarrier(stream stream) *carrier {
	c := &carrier{stream: stream, wake: make(chan struct{}, 1), answers: map[uint32]chan *common.CarriedAnswer{}, ended: make(chan struct{})}
	go c.send()
	go c.receive()
	return c
}

func (c *carrier) call(ctx context.Context, method string, request []byte) ([]byte, error) {
	answered := make(chan *common.CarriedAnswer, 1)
	c.mutex.Lock()
	c.lastID++
	id := c.lastID
	c.answers[id] = answered
	c.waiting = append(c.waiting, &common.CarriedCall{Id: id, Method: method, Request: request})
	c.mutex.Unlock()
	select {
	case c.wake <- struct{}{}:
	default: // it is awake
	}
	select {
	case answer := <-answered:
		if failure := answer.GetFailure(); failure != nil {
			return nil, fmt.Errorf("%s: %s", failure.Reason, failure.Message)
		}
		return answer.GetResponse(), nil
	case <-c.ended:
		return nil, c.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *carrier) send() {
	for {
		select {
		case <-c.wake:
		case <-c.ended:
			return
		}
		c.mutex.Lock()
		calls := c.waiting
		c.waiting = nil
		c.mutex.Unlock()
		if len(calls) == 0 {
			continue
		}
		if c.stream.Send(&common.CarryRequest{Calls: calls}) != nil {
			return // receive is told why
		}
	}
}

func (c *carrier) receive() {
	for {
		message, err := c.stream.Recv()
		if err != nil {
			c.err = err
			close(c.ended)
			return
		}
		c.mutex.Lock()
		for _, answer := range message.Answers {
			if answered, found := c.answers[answer.Id]; found {
				delete(c.answers, answer.Id)
				answered <- answer
			}
		}
		c.mutex.Unlock()
	}
}
