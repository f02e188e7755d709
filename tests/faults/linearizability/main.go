// Checks a history of claim's locks for linearizability: is there one order of all operations, each at an instant between its
// request and its answer, in which every answer is right? Partitioned by guard. Exit code 0: yes; 1: no; 2: could not be told.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

const limit = 5 * time.Minute

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: linearizability HISTORY.jsonl")
		os.Exit(2)
	}
	history, err := readHistory(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	model := guardModel.ToModel()
	parts := byGuard(history)
	for _, part := range parts {
		switch porcupine.CheckOperationsTimeout(model, part, limit) {
		case porcupine.Illegal:
			// Once more, for how far it came.
			_, info := porcupine.CheckOperationsVerbose(model, part, limit)
			explain(part, info)
			os.Exit(1)
		case porcupine.Unknown:
			fmt.Printf("not told within %s: %d operations on %s\n", limit, len(part), part[0].Input.(Call).Guard)
			os.Exit(2)
		}
	}
	fmt.Printf("linearizable: %d operations on %d guards\n", len(history), len(parts))
}

// explain prints how far the longest order came, and the operations around its end.
func explain(part []porcupine.Operation, info porcupine.LinearizationInfo) {
	var longest []int
	for _, order := range info.PartialLinearizations()[0] {
		if len(order) > len(longest) {
			longest = order
		}
	}
	done := map[int]bool{}
	for _, id := range longest {
		done[id] = true
	}
	fmt.Printf("not linearizable: %s, %d of %d operations have an order\n", part[0].Input.(Call).Guard, len(done), len(part))
	if len(longest) > 5 {
		longest = longest[len(longest)-5:]
	}
	for _, id := range longest {
		fmt.Printf("  in order   %s\n", describe(part[id]))
	}
	left := 0
	for id, operation := range part {
		if !done[id] && left < 5 {
			fmt.Printf("  not fitting %s\n", describe(operation))
			left++
		}
	}
}

func describe(operation porcupine.Operation) string {
	call := operation.Output.(Call)
	return fmt.Sprintf("client %d %s lead=%s agent=%s token=%d from %d to %d: %q granted=%d expires=%d",
		call.Client, call.Op, call.Lead, call.Agent, call.Token, operation.Call, operation.Return, call.Answer, call.Granted, call.ExpiresAt)
}
