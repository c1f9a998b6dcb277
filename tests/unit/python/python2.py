import urllib2

def fetch(url, (host, port)):
    print "fetching", url, compute(1)
    print >>log, "x"
    try:
        return urllib2.urlopen(url)
    except IOError, e:
        raise Failed, "message"
    if a <> b: exec "code" in scope
    query(`a`)

def after():
    return query("SELECT 1")
#= parameter fetch.0 url
#= parameter port part [1] in fetch
#= parameter host part [0] in fetch
#= call compute(1) not in fetch
#= catch e (IOError) 8
#= catch e in fetch @catch
#= call urllib2.urlopen(url) return in fetch @try
#= call query("SELECT 1") return in after
#= function after 13-14 returns
