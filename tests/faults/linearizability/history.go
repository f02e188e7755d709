package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/anishathalye/porcupine"
)

// Call is one operation of one client, from its request to its answer. Times are microseconds since the epoch.
type Call struct {
	Client int    `json:"client"`
	Op     string `json:"op"`
	Guard  string `json:"guard"`
	Lead   string `json:"lead"`
	Agent  string `json:"agent"`
	// What the client showed: renew, release and claim.
	Token uint64 `json:"token"`
	// What the client asked for: acquire and renew.
	LeaseUs int64 `json:"leaseUs"`
	// The request was sent again, with the same id, after an answer that never came.
	Repeated bool  `json:"repeated"`
	CalledAt int64 `json:"calledAt"`
	// Absent: nobody knows whether the operation has happened, or will.
	AnsweredAt *int64 `json:"answeredAt"`
	// "ok", or the reason of the refusal; empty when nobody knows.
	Answer string `json:"answer"`
	// Of a granted acquire.
	Granted uint64 `json:"granted"`
	// Of a granted acquire or a renewal.
	ExpiresAt int64 `json:"expiresAt"`
}

const never = int64(1) << 62

// readHistory reads JSON lines, one call each.
func readHistory(path string) ([]porcupine.Operation, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var operations []porcupine.Operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var call Call
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(operations)+1, err)
		}
		answeredAt := never
		if call.AnsweredAt != nil {
			answeredAt = *call.AnsweredAt
		}
		operations = append(operations, porcupine.Operation{
			ClientId: call.Client,
			Input:    call,
			Output:   call,
			Call:     call.CalledAt,
			Return:   answeredAt,
		})
	}
	return operations, lines.Err()
}
