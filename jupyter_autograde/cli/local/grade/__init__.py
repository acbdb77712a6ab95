"""`jupyter autograde grade`: grade notebooks from the command line, here or in a server that keeps runners warm.

`options`, `request`, `report`, `socket_client` and `short_cut` make up the client of such a server. They import little
more than `socket` and `json`, for starting Python is most of what a small notebook costs there.
"""
