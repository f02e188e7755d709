package main

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// Guard is what claim's contact guard is to its callers: one lock with a rising token, and an owner for each lead.
type Guard struct {
	Token uint64
	Held  bool
	Lead  string
	// The lease ends in between: exactly known only where an answer has told.
	EndsFrom, EndsTo int64
	// Owners of the leads "a" and "b".
	OwnerA, OwnerB string
}

// Clocks of the driver and of claim are of one machine; they may be this far apart, microseconds.
const clockSlack = 20_000

// guardModel says which answers are right. A lease ends by itself: whether it has ended is judged by the times of the call.
var guardModel = porcupine.NondeterministicModel{
	Partition: byGuard,
	Init:      func() []interface{} { return []interface{}{Guard{}} },
	Step: func(state, _, output interface{}) []interface{} {
		var next []interface{}
		for _, guard := range step(state.(Guard), output.(Call)) {
			next = append(next, guard)
		}
		return next
	},
	Equal: func(a, b interface{}) bool { return a == b },
	DescribeOperation: func(_, output interface{}) string {
		call := output.(Call)
		return fmt.Sprintf("%s(%s, %d) -> %s %d", call.Op, call.Lead, call.Token, call.Answer, call.Granted)
	},
	DescribeState: func(state interface{}) string { return fmt.Sprintf("%+v", state) },
}

func byGuard(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[string][]porcupine.Operation{}
	for _, operation := range history {
		guard := operation.Input.(Call).Guard
		parts[guard] = append(parts[guard], operation)
	}
	var all [][]porcupine.Operation
	for _, part := range parts {
		all = append(all, part)
	}
	return all
}

func step(guard Guard, call Call) []Guard {
	if call.Answer == "" {
		return append(stepAnswered(guard, call), guard)
	}
	return stepAnswered(guard, call)
}

// stepAnswered gives the states in which the guard may be after this call; none: this answer is wrong here.
func stepAnswered(guard Guard, call Call) []Guard {
	switch call.Op {
	case "acquire":
		return acquire(guard, call)
	case "renew":
		return renew(guard, call)
	case "release":
		return release(guard, call)
	case "claim":
		return claim(guard, call)
	case "unclaim":
		if call.Answer == "ok" || call.Answer == "" {
			return []Guard{guard.withOwner(call.Lead, "")}
		}
	}
	return nil
}

func acquire(guard Guard, call Call) []Guard {
	switch call.Answer {
	case "ok":
		if !grantable(guard, call) || (guard.Token != 0 && call.Granted != guard.Token+1) {
			return nil
		}
		return []Guard{guard.locked(call.Granted, call.Lead, call.ExpiresAt, call.ExpiresAt)}
	case "":
		if !grantable(guard, call) || guard.Token == 0 {
			return nil
		}
		return []Guard{guard.locked(guard.Token+1, call.Lead, call.CalledAt+call.LeaseUs-clockSlack, never)}
	case "LOCKED_BY_OTHER":
		var next []Guard
		if guard.mayBeHeld(call) {
			next = append(next, guard)
		}
		// The first sending was granted, and its lease is over by now.
		if call.Repeated && grantable(guard, call) && guard.Token != 0 {
			from := call.CalledAt + call.LeaseUs - clockSlack
			next = append(next, guard.locked(guard.Token+1, call.Lead, from, answered(call)+clockSlack))
		}
		return next
	case "CLAIMED_BY_OTHER":
		owner := guard.owner(call.Lead)
		if guard.mayBeFree(call) && owner != "" && owner != call.Agent {
			return []Guard{guard}
		}
	}
	return nil
}

func grantable(guard Guard, call Call) bool {
	owner := guard.owner(call.Lead)
	return guard.mayBeFree(call) && (owner == "" || owner == call.Agent)
}

func renew(guard Guard, call Call) []Guard {
	holds := guard.mayBeHeldUnder(call)
	switch {
	case call.Answer == "ok" && holds:
		return []Guard{guard.locked(guard.Token, call.Lead, call.ExpiresAt, call.ExpiresAt)}
	case call.Answer == "" && holds:
		return []Guard{guard.locked(guard.Token, call.Lead, call.CalledAt+call.LeaseUs-clockSlack, never)}
	default:
		return refusedByToken(guard, call)
	}
}

func release(guard Guard, call Call) []Guard {
	switch call.Answer {
	case "ok", "":
		if call.Token < guard.Token {
			return nil
		}
		if guard.Lead == call.Lead {
			guard.Held, guard.Lead, guard.EndsFrom, guard.EndsTo = false, "", 0, 0
		}
		return []Guard{guard}
	case "STALE_TOKEN":
		if call.Token < guard.Token {
			return []Guard{guard}
		}
	}
	return nil
}

func claim(guard Guard, call Call) []Guard {
	holds := guard.mayBeHeldUnder(call)
	owner := guard.owner(call.Lead)
	switch {
	case (call.Answer == "ok" || call.Answer == "") && holds && (owner == "" || owner == call.Agent):
		return []Guard{guard.withOwner(call.Lead, call.Agent)}
	case call.Answer == "CLAIMED_BY_OTHER" && holds && owner != "" && owner != call.Agent:
		return []Guard{guard}
	default:
		return refusedByToken(guard, call)
	}
}

func refusedByToken(guard Guard, call Call) []Guard {
	switch call.Answer {
	case "STALE_TOKEN":
		if call.Token != guard.Token {
			return []Guard{guard}
		}
	case "LOCK_EXPIRED":
		if call.Token == guard.Token && (guard.mayBeFree(call) || guard.Lead != call.Lead) {
			return []Guard{guard}
		}
	}
	return nil
}

func (guard Guard) locked(token uint64, lead string, from, to int64) Guard {
	guard.Token, guard.Held, guard.Lead, guard.EndsFrom, guard.EndsTo = token, true, lead, from, to
	return guard
}

func (guard Guard) mayBeHeld(call Call) bool {
	return guard.Held && guard.EndsTo > call.CalledAt-clockSlack
}

func (guard Guard) mayBeHeldUnder(call Call) bool {
	return guard.mayBeHeld(call) && guard.Token == call.Token && guard.Lead == call.Lead
}

func (guard Guard) mayBeFree(call Call) bool {
	return !guard.Held || guard.EndsFrom <= answered(call)+clockSlack
}

func answered(call Call) int64 {
	if call.AnsweredAt == nil {
		return never
	}
	return *call.AnsweredAt
}

func (guard Guard) owner(lead string) string {
	if lead == "a" {
		return guard.OwnerA
	}
	return guard.OwnerB
}

func (guard Guard) withOwner(lead, agent string) Guard {
	if lead == "a" {
		guard.OwnerA = agent
	} else {
		guard.OwnerB = agent
	}
	return guard
}
