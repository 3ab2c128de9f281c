/** What `--help` and `--version` print. */

export const VERSION = '0.1.0';

export const USAGE = `slotshell ${VERSION}

Usage: slotshell [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname (default: 127.0.0.1).
  -p <port>          Server port (default: 6379).
  -s <socket>        Server socket (overrides hostname and port).
  -a <password>      Password to use when connecting to the server.
                     The REDISCLI_AUTH environment variable passes it more safely.
  --user <username>  Used to send ACL style 'AUTH username pass'. Needs -a.
  --pass <password>  Alias of -a.
  --askpass          Ask for the password on the terminal.
  -u <uri>           Server URI, as in redis://user:password@host:port/db
  -t <timeout>       Seconds to wait for a connection.
  -r <repeat>        Execute specified command N times.
  -i <interval>      When -r is used, waits <interval> seconds per command.
  -n <db>            Database number.
  -2                 Start session in RESP2 protocol mode.
  -3                 Start session in RESP3 protocol mode.
  -x                 Read last argument from STDIN.
  -X <tag>           Read <tag> argument from STDIN.
  -d <delimiter>     Delimiter between response bulks for raw formatting (default: \\n).
  -D <delimiter>     Delimiter between responses for raw formatting (default: \\n).
  -c                 Enable cluster mode (follow -ASK and -MOVED redirections).
  -e                 Return exit error code when command execution fails.
  --tls              Establish a secure TLS connection.
  --sni <host>       Server name indication for TLS.
  --cacert <file>    CA Certificate file to verify with.
  --insecure         Allow insecure TLS connection by skipping cert validation.
  --cert <file>      Client certificate to authenticate with.
  --key <file>       Private key file to authenticate with.
  --raw              Use raw formatting for replies (default when STDOUT is not a tty).
  --no-raw           Force formatted output even when STDOUT is not a tty.
  --quoted-input     Force input to be handled as quoted strings.
  --csv              Output in CSV format.
  --json             Output in JSON format (default RESP3, use -2 if you want to use with RESP2).
  --quoted-json      Same as --json, but produce ASCII-safe quoted strings, not Unicode.
  --show-pushes <yn> Whether to print RESP3 PUSH messages (default: when STDOUT is a tty).
  --eval <file>      Send an EVAL command using the Lua script at <file>.
  --no-auth-warning  Don't show warning message when using password on command line interface.
  --annotate         After each reply, say which slot, shard and node it came from.
  --production       Refuse dangerous commands.
  --read-only        Refuse commands that write.
  --help             Output this help and exit.
  --version          Output version and exit.

When no command is given, lines are read from STDIN.

With a window:
  --connection <name>  Begin with the saved connection of this name, or the only one that begins so.
  --demo               Begin with a demo cluster.
  Or -h, -p, -a, --user, -u, -n, -t, -2, -3, -4, -6 and the flags of TLS, --production and --read-only, as above.
`;
