package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	claim "firstring/b12/gen/firstring/claim/v1"
	common "firstring/b12/gen/firstring/common/v1"
)

const method = "/firstring.claim.v1.ClaimService/AcquireLock"

// dial connects to a server: each call by itself, or all over one stream.
func dial(address, way string) (acquire, error) {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	switch way {
	case "unary":
		client := claim.NewClaimServiceClient(connection)
		return func(ctx context.Context, request *claim.AcquireLockRequest) (*claim.AcquireLockResponse, error) {
			return client.AcquireLock(ctx, request)
		}, nil
	case "stream":
		stream, err := common.NewCallStreamServiceClient(connection).Carry(context.Background())
		if err != nil {
			return nil, err
		}
		return carried(openCarrier(stream)), nil
	default:
		return nil, fmt.Errorf("unary or stream, not %q", way)
	}
}

func carried(carrier *carrier) acquire {
	return func(ctx context.Context, request *claim.AcquireLockRequest) (*claim.AcquireLockResponse, error) {
		bytes, err := proto.Marshal(request)
		if err != nil {
			return nil, err
		}
		answer, err := carrier.call(ctx, method, bytes)
		if err != nil {
			return nil, err
		}
		response := &claim.AcquireLockResponse{}
		return response, proto.Unmarshal(answer, response)
	}
}
