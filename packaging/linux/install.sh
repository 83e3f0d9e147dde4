#!/bin/sh
# Installs parlance below a folder, or takes it away again without a trace.
#
#   ./install.sh [--prefix DIR]               default: /usr/local as root, else ~/.local
#   ./install.sh [--prefix DIR] --uninstall   also as DIR/share/parlance/install.sh --uninstall
set -eu

needs_glibc='@GLIBC@'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
action=install
prefix=

die() {
    echo "install.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --prefix) [ $# -gt 1 ] || die '--prefix needs a folder'; prefix=$2; shift ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        --uninstall) action=uninstall ;;
        -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "install.sh: $1 is not known; --help tells what is" >&2; exit 2 ;;
    esac
    shift
done

if [ -z "$prefix" ]; then
    case $here in
        # The copy that was installed takes away what it was installed with.
        */share/parlance) prefix=${here%/share/parlance} ;;
        *) if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=${HOME:?set HOME, or give --prefix}/.local; fi ;;
    esac
fi
case $prefix in
    /*) ;;
    *) prefix=$(pwd)/$prefix ;;
esac
list=$prefix/share/parlance/installed

# Whether this system's C library is at least the one that the program was built with.
check_glibc() {
    has=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || has=
    [ -n "$has" ] || die "parlance needs glibc $needs_glibc or newer; this system has another C library"
    oldest=$(printf '%s\n%s\n' "$has" "$needs_glibc" | sort -V | head -n 1)
    [ "$oldest" = "$needs_glibc" ] || die "parlance needs glibc $needs_glibc or newer; this system has $has"
}

# Takes away what the list names: files, then those folders that were made for them and are empty again.
uninstall() {
    [ -f "$list" ] || die "parlance is not installed in $prefix"
    entries=$(cat "$list")
    printf '%s\n' "$entries" | while IFS= read -r entry; do
        case $entry in
            "file "*) rm -f -- "$prefix/${entry#file }" ;;
        esac
    done
    rm -f -- "$list"
    printf '%s\n' "$entries" | sed -n 's/^folder //p' | LC_ALL=C sort -r | while IFS= read -r folder; do
        rmdir -- "$prefix/$folder" 2>/dev/null || :
    done
    if printf '%s\n' "$entries" | grep -qx 'made prefix'; then
        rmdir -- "$prefix" 2>/dev/null || :
    fi
}

install_all() {
    [ -x "$here/bin/parlance" ] || die "$here is not an unpacked archive of parlance"
    check_glibc
    old=
    if [ -f "$list" ]; then
        # Folders that an earlier version made are still ours to take away.
        old=$(grep '^folder \|^made prefix' "$list" || :)
        uninstall
    fi
    new=$old
    if [ ! -d "$prefix" ]; then
        mkdir -p -- "$prefix" || die "$prefix cannot be written; give another --prefix, or run as root"
        new="$new
made prefix"
    fi
    [ -w "$prefix" ] || die "$prefix cannot be written; give another --prefix, or run as root"
    for folder in $(cd "$here" && find bin share -type d | LC_ALL=C sort); do
        if [ ! -d "$prefix/$folder" ]; then
            mkdir -- "$prefix/$folder"
            new="$new
folder $folder"
        fi
    done
    for file in $(cd "$here" && find bin share -type f | LC_ALL=C sort); do
        cp -p -- "$here/$file" "$prefix/$file"
        new="$new
file $file"
    done
    cp -- "$here/install.sh" "$prefix/share/parlance/install.sh"
    printf '%s\nfile share/parlance/install.sh\n' "$new" | sed '/^$/d' | LC_ALL=C sort -u > "$list"
    # The service names the program by its whole path.
    unit=$prefix/share/systemd/user/parlance.service
    if [ -f "$unit" ]; then
        place=$(printf '%s' "$prefix" | sed 's/[&|\\]/\\&/g')
        sed "s|/usr/bin/parlance|\"$place/bin/parlance\"|" "$here/share/systemd/user/parlance.service" > "$unit"
    fi
    echo "parlance is installed in $prefix; $prefix/share/parlance/install.sh --uninstall takes it away"
    case :$PATH: in
        *":$prefix/bin:"*) ;;
        *) echo "$prefix/bin is not on your PATH: add it, or start $prefix/bin/parlance" ;;
    esac
}

case $action in
    install) install_all ;;
    uninstall) uninstall; echo "parlance is gone from $prefix; what it kept of yours is in its data folder (parlance erase)" ;;
esac
