package main

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"

	claim "firstring/b12/gen/firstring/claim/v1"
	leads "firstring/b12/gen/firstring/leads/v1"
)

// request asks for a lead and a number that nobody asked for before, in a message of requestBytes.
func request(run string, number int64) *claim.AcquireLockRequest {
	customer := &leads.CustomerFacts{CustomerId: fmt.Sprintf("%010d", number)}
	message := &claim.AcquireLockRequest{
		RequestId:  fmt.Sprintf("%s-%020d", run, number),
		Key:        &claim.GuardKey{ProcessId: run, Phone: fmt.Sprintf("+1%010d", 2_000_000_000+number), LeadId: fmt.Sprintf("lead-%020d", number)},
		AgentId:    fmt.Sprintf("agent-%04d", number%1000),
		OwnerEpoch: 1,
		LeaseMs:    60_000,
		Customer:   customer,
	}
	customer.Attributes = map[string]string{"city": ""}
	// The length of what it fills is in two of its lengths, too; both take one byte more than where they are short.
	customer.Attributes["city"] = strings.Repeat("x", requestBytes-proto.Size(message)-1)
	return message
}
