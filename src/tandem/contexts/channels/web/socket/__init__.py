"""The customers' WebSocket. `connection` is one socket, `feed` what it has been given; `lines`, `marks` and
`registry` are shared by all sockets of a process, so that a socket costs two tasks and no timer."""
