// B12's other half: a minimal server of claim's proto, and who drives any such server.
//
//	b12 serve SOCKET
//	b12 drive -way unary|stream [-callers 64 | -rate 1000] -for 4s [-run NAME] SOCKET
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "serve" {
		return serve(args[1])
	}
	if len(args) == 0 || args[0] != "drive" {
		return fmt.Errorf("usage: b12 serve SOCKET, or b12 drive -way unary|stream … SOCKET")
	}
	var order Order
	flags := flag.NewFlagSet("drive", flag.ContinueOnError)
	way := flags.String("way", "unary", "unary, or stream: calls carried over one")
	flags.IntVar(&order.Callers, "callers", 64, "ask at once, each one call after the other")
	flags.IntVar(&order.Rate, "rate", 0, "calls a second, whatever becomes of those before; 0: as fast as the callers can")
	flags.DurationVar(&order.For, "for", 4*time.Second, "how long")
	flags.StringVar(&order.Run, "run", "run", "in every lead's id, so that no run meets the leads of another")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	acquire, err := dial("unix://"+flags.Arg(0), *way)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(drive(acquire, order))
}
