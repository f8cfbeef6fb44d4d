"""AWS on this machine: the real template and the real binaries, in a local stand-in.

- standin   starts and stops the stand-in (ministack)
- template  reads template.yaml, and what is changed in it for the local run
- binaries  the functions' binaries that cargo built, as Lambda takes them
- deploy    puts both into the stand-in and gives the stack's outputs
- up, down  all of it from the command line
- rules     what the template has to keep, each rule a function
- commands  the commands that the documents tell people to type, and whether they exist
- trouble   what the runbooks say to try
- processes the processes of a function
"""
