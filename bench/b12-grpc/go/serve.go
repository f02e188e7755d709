package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	claim "firstring/b12/gen/firstring/claim/v1"
)

// server grants everything: what is left is gRPC.
type server struct {
	claim.UnimplementedClaimServiceServer
}

func (server) AcquireLock(_ context.Context, request *claim.AcquireLockRequest) (*claim.AcquireLockResponse, error) {
	expires := time.Now().Add(time.Duration(request.LeaseMs) * time.Millisecond)
	grant := &claim.LockGrant{FencingToken: 1, ExpireTime: timestamppb.New(expires)}
	return &claim.AcquireLockResponse{Result: &claim.AcquireLockResponse_Granted{Granted: grant}}, nil
}

// serve says when it listens on the socket, and serves until it is killed.
func serve(socket string) error {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	fmt.Println("serving")
	serving := grpc.NewServer()
	claim.RegisterClaimServiceServer(serving, server{})
	return serving.Serve(listener)
}
